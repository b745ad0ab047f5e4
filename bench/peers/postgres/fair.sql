-- The same rows as ours in one call of a function that decides each hold alone: a second try is skipped, what is short is refused, what comes first wins.
CREATE SCHEMA bench;
CREATE TABLE bench.level (
  sku int NOT NULL, location int NOT NULL, on_hand bigint NOT NULL, reserved bigint NOT NULL,
  CONSTRAINT never_oversold CHECK (reserved >= 0 AND on_hand >= reserved), PRIMARY KEY (sku, location)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01);
CREATE TABLE bench.hold (id uuid PRIMARY KEY, body_hash bigint NOT NULL, deadline bigint NOT NULL, state smallint NOT NULL, end_key uuid);
CREATE TABLE bench.hold_line (
  hold_id uuid NOT NULL, line smallint NOT NULL, sku int NOT NULL, location int NOT NULL, qty bigint NOT NULL, PRIMARY KEY (hold_id, line)
);
CREATE FUNCTION bench.hold_window(ids uuid[], hashes bigint[], deadlines bigint[], skus int[], locations int[], quantities bigint[])
RETURNS SETOF uuid LANGUAGE sql AS $$
  WITH wanted AS MATERIALIZED (
    SELECT * FROM unnest(ids, hashes, deadlines, skus, locations, quantities) WITH ORDINALITY w (id, hash, deadline, sku, location, qty, nth)
  ), locked AS MATERIALIZED (
    SELECT l.sku, l.location, l.on_hand - l.reserved AS available FROM bench.level l
    WHERE (l.sku, l.location) IN (SELECT sku, location FROM wanted) ORDER BY l.sku, l.location FOR NO KEY UPDATE
  ), fits AS MATERIALIZED (
    SELECT * FROM (
      SELECT w.*, sum(w.qty) OVER (PARTITION BY w.sku, w.location ORDER BY w.nth) AS running, k.available
      FROM wanted w JOIN locked k ON k.sku = w.sku AND k.location = w.location
      WHERE NOT EXISTS (SELECT 1 FROM bench.hold WHERE hold.id = w.id)
    ) each WHERE running <= available
  ), reserving AS (
    UPDATE bench.level l SET reserved = l.reserved + f.qty
    FROM (SELECT sku, location, sum(qty)::bigint AS qty FROM fits GROUP BY sku, location) f WHERE l.sku = f.sku AND l.location = f.location
  ), holding AS (
    INSERT INTO bench.hold SELECT id, hash, deadline, 0, NULL FROM fits
  )
  INSERT INTO bench.hold_line SELECT id, 0, sku, location, qty FROM fits RETURNING hold_id
$$;
