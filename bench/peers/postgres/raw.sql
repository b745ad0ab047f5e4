-- Counting down and a row a hold, and nothing else: no ids of the caller's, no lines, no decision about a single hold.
CREATE SCHEMA bench;
CREATE TABLE bench.stock (sku int PRIMARY KEY, available bigint NOT NULL CHECK (available >= 0)) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01);
CREATE TABLE bench.hold (id bigserial PRIMARY KEY, sku int NOT NULL, qty int NOT NULL, expires timestamptz NOT NULL);
CREATE FUNCTION bench.reserve_batch(wanted int) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  UPDATE bench.stock SET available = available - wanted WHERE sku = 0 AND available >= wanted;
  IF NOT FOUND THEN RETURN 0; END IF;
  INSERT INTO bench.hold (sku, qty, expires) SELECT 0, 1, now() + interval '15 min' FROM generate_series(1, wanted);
  RETURN wanted;
END $$;
