#!/usr/bin/env python3
"""The command line program from the outside: exit codes, what is printed where, and figures that must agree.

run.py ECOMOPS SOURCE [TEST ...]; no network, no terminal needed (one is made with pty).
"""
import csv
import gzip
import io
import json
import lzma
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from decimal import Decimal

ECOMOPS = os.path.abspath(sys.argv.pop(1))
SOURCE = pathlib.Path(sys.argv.pop(1)).resolve()
DOCUMENTS = SOURCE / "examples/documents"
CART, RULES, CAMPAIGN, GBP = (str(DOCUMENTS / f"{name}.json") for name in ("cart", "rulebook", "campaign_cny", "campaign_gbp"))
SHOW, SHOW_CART = (str(DOCUMENTS / f"{name}.json") for name in ("promotions", "promotions_cart"))
COMMANDS = ("price", "backtest", "kpi", "stock", "usage", "store", "outbox", "validate", "schema", "sample", "completion")
SCHEMAS = sorted(path.name.split(".")[0] for path in (SOURCE / "docs/schemas").glob("*.json"))
PLAIN = {"PATH": os.environ["PATH"], "LANG": "C"}

HEADER = "order,at,sku,quantity,unit,category,customer.tier\n"
ROWS = """1,2025-06-01 10:00:00,A,2,150.00,tea,gold
1,2025-06-01 10:00:00,B,1,20.00,snacks,gold
2,2025-06-02 11:00:00,A,1,150.00,tea,
"""


def run(*arguments, given=None, environment=None):
    """The finished process; `given` goes to its standard input."""
    return subprocess.run([ECOMOPS, *arguments], input=given, capture_output=True, env=environment or PLAIN, timeout=120, encoding="utf-8")


def run_on_terminal(*arguments, width=80, environment=None):
    """The exit code, and what a terminal shows of standard output and standard error."""
    child, terminal = pty.fork()
    if child == 0:
        import fcntl
        import struct
        import termios
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
        os.execve(ECOMOPS, [ECOMOPS, *arguments], {**PLAIN, "TERM": "xterm-256color", **(environment or {})})
    shown = b""
    while select.select([terminal], [], [], 60)[0]:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
    os.close(terminal)
    _, state = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(state), shown.decode()


class Case(unittest.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="ecomops-cli-"))

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    def document(self, name, **fields):
        return self.file(name, json.dumps({"schema": "ecomops.rulebook/1", "currency": "CNY", "zone": "Asia/Shanghai", **fields}))

    def ok(self, *arguments, **options):
        done = run(*arguments, **options)
        self.assertEqual((done.returncode, done.stderr), (0, ""), arguments)
        return done.stdout

    def refused(self, code, message, *arguments, **options):
        done = run(*arguments, **options)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn(message, done.stderr)
        self.assertTrue(done.stderr.startswith("ecomops: "), done.stderr)
        return done.stderr


class CommandLine(Case):
    def test_version_and_help(self):
        self.assertEqual(self.ok("--version"), "ecomops 0.1.0\n")
        general = self.ok("--help")
        self.assertEqual(self.ok("help"), general)
        self.assertEqual(self.ok("-h"), general)
        for command in COMMANDS:
            self.assertIn(f"\n  {command} ", general)
            text = self.ok(command, "--help")
            self.assertEqual(self.ok("help", command), text)
            self.assertEqual(self.ok(command, "-h"), text)
            for part in (f"Usage: ecomops {command}", "\nExamples:\n  ecomops ", "--output FORMAT"):
                self.assertIn(part, text)
        done = run()
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("Usage: ecomops COMMAND", done.stderr)

    def test_the_man_page_names_every_command_and_option(self):
        page = (SOURCE / "tools/ecomops/ecomops.1").read_text().replace("\\-", "-")
        for command in COMMANDS:
            self.assertRegex(page, rf"(?m)^\.(B|BI|BR) {command}\b")
            for option in re.findall(r"--[a-z-]+", self.ok(command, "--help")):
                self.assertIn(option, page)

    def test_slips_of_the_finger(self):
        self.refused(2, "unknown command 'prize'; did you mean 'price'?", "prize")
        self.refused(2, "unknown command 'backtset'; did you mean 'backtest'?", "backtset")
        self.refused(2, "did you mean 'validate'?", "valid")
        self.refused(2, "unknown command 'frobnicate'; see ecomops --help", "frobnicate")
        self.refused(2, "unknown command '--verbose'", "--verbose")
        self.refused(2, "unknown command 'pricee'; did you mean 'price'?", "help", "pricee")
        self.refused(2, "unknown option '--explian'; did you mean '--explain'?", "price", CART, "--explian")
        self.refused(2, "unknown option '--rulez'; did you mean '--rules'?", "price", CART, "--rulez=x")
        self.refused(2, "unknown option '--zzz'; see ecomops price --help", "price", CART, "--zzz")
        self.refused(2, "unknown option '-x'", "price", CART, "-x")
        self.refused(2, "an argument is missing after '--rules'", "price", CART, "--rules")
        self.refused(2, "no argument is wanted in '--explain=yes'", "price", CART, "--explain=yes")
        self.refused(2, "price needs CART", "price")
        self.refused(2, "takes no argument 'b'", "price", "a", "b")
        self.refused(2, "price needs --rules", "price", CART)
        self.refused(2, "backtest needs --rules", "backtest", "orders.csv")
        self.refused(2, "--output is table, json or csv, not 'xml'", "price", CART, "--output", "xml")
        self.refused(2, "--language is en or zh, not 'fr'", "price", CART, "--language", "fr")
        self.refused(2, "--threads is a number from -1 to 1024, not 'many'", "backtest", "-", "--rules", RULES, "--threads", "many")
        self.refused(2, "--orders is a number", "sample", "--orders", "-3")
        self.refused(2, "--orders is a number", "sample", "--orders", "")
        self.refused(2, "--seed is a number", "sample", "--seed", "99999999999999999999")

    def test_output_that_cannot_be_written_is_no_success(self):
        with open("/dev/full", "w") as full:
            done = subprocess.run([ECOMOPS, "sample"], stdout=full, stderr=subprocess.PIPE, env=PLAIN, text=True, timeout=60)
        self.assertEqual(done.returncode, 1)
        self.assertIn("could not be written", done.stderr)

    def test_bash_completes(self):
        script = self.ok("completion", "bash")
        environment = {"PATH": f"{os.path.dirname(ECOMOPS)}:{PLAIN['PATH']}"}

        def complete(*words):
            quoted = " ".join(f"'{word}'" for word in words)
            program = f"{script}\nCOMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; _ecomops; echo \"${{COMPREPLY[@]}}\""
            done = subprocess.run(["bash", "-c", program], capture_output=True, text=True, env=environment, cwd=SOURCE, check=True)
            return done.stdout.split()
        self.assertEqual(complete("ecomops", "pri"), ["price"])
        self.assertEqual(complete("ecomops", "price", "--exp"), ["--explain", "--explain-reached", "--explain-all"])
        self.assertEqual(complete("ecomops", "price", "--table", "s"), ["shipments"])
        self.assertEqual(complete("ecomops", "price", "-o", ""), ["table", "json", "csv"])
        self.assertEqual(complete("ecomops", "backtest", "--cancel"), ["--cancelled-prefix"])
        self.assertEqual(complete("ecomops", "stock", "le"), ["level", "ledger"])
        self.assertEqual(complete("ecomops", "stock", "--store", "sqlite:x.db", "rel"), ["release"])
        self.assertEqual(complete("ecomops", "stock", "--durability", "n"), ["normal"])
        self.assertEqual(complete("ecomops", "store", ""), ["info", "migrate"])
        self.assertEqual(complete("ecomops", "outbox", "d"), ["done"])
        self.assertEqual(complete("ecomops", "stock", "import", "READ"), ["README.md"])
        self.assertEqual(complete("ecomops", "usage", "READ"), ["README.md"])
        self.assertEqual(complete("ecomops", "usage", "rules.json", "re"), ["release", "return"])
        self.assertEqual(complete("ecomops", "usage", "-n", "--key", "k", "rules.json", "bud"), ["budgets"])
        self.assertEqual(complete("ecomops", "usage", "rules.json", "hold", "READ"), ["README.md"])
        self.assertEqual(complete("ecomops", "usage", "--expe"), ["--expected-version"])
        if SCHEMAS:
            self.assertEqual(complete("ecomops", "schema", ""), SCHEMAS)
        self.assertEqual(complete("ecomops", "validate", "READ"), ["README.md"])
        self.refused(2, "not for 'fish'", "completion", "fish")


class Price(Case):
    def test_table_json_and_csv_agree(self):
        quote = json.loads(self.ok("price", CART, "--rules", RULES, "--output", "json"))
        self.assertEqual(quote["schema"], "ecomops.quote/1")
        lines = list(csv.DictReader(io.StringIO(self.ok("price", CART, "--rules", RULES, "--output", "csv"))))
        self.assertEqual([line["sku"] for line in lines], [line["sku"] for line in quote["lines"]])
        table = self.ok("price", CART, "--rules", RULES)
        self.assertRegex(table, rf"(?m)^  to pay +{quote['payable']}$")
        self.assertNotIn("Why", table)
        for name in ("shipments", "adjustments", "taxes", "decisions", "totals", "units"):
            self.ok("price", CART, "--rules", RULES, "-o", "csv", "--table", name)
            json.loads(self.ok("price", CART, "--rules", RULES, "-o", "json", "--table", name))
        self.refused(1, "movers", "price", CART, "--rules", RULES, "-o", "csv", "--table", "movers")

    def test_standard_input_and_short_options(self):
        given = pathlib.Path(CART).read_text()
        self.assertEqual(self.ok("price", "-r", RULES, "-", given=given), self.ok("price", CART, "--rules", RULES))

    def test_explains(self):
        five = [{"off_percent": "5"}]
        rules = self.document("rules.json", promotions=[
            {"id": "spend", "label": "满300减50", "stage": "shop", "tiers": [{"from_amount": "300", "off": "50"}, {"from_amount": "500", "off": "120"}]},
            {"id": "more", "label": "More", "stage": "shop", "tiers": [{"from_amount": "1000", "off": "200"}]},
            {"id": "three", "label": "Three", "stage": "set", "tiers": [{"from_quantity": 3, "off_percent": "20"}]},
            {"id": "cap", "label": "Cap", "stage": "platform", "tiers": [{"off_percent": "50"}], "max_off": "1.00"},
            {"id": "gold", "label": "Gold", "when": "customer.tier == 'gold'", "tiers": five},
            {"id": "shoes", "label": "Shoes", "on": "category == 'shoes'", "tiers": five},
            {"id": "code", "label": "Code", "coupon": "TEN", "tiers": five},
            {"id": "past", "label": "Past", "ends": "2025-01-01T00:00:00+08:00", "tiers": five},
            {"id": "future", "label": "Future", "starts": "2026-01-01T00:00:00+08:00", "tiers": five},
        ])
        cart = self.file("cart.json", json.dumps({"schema": "ecomops.cart/1", "at": "2025-06-01T00:00:00Z", "coupons": ["NOPE"],
                                                  "attributes": {"customer.tier": "silver"},
                                                  "lines": [{"sku": "A", "quantity": 2, "unit": "200.00"}]}))
        text = self.ok("price", cart, "--rules", rules, "--explain-all")
        for sentence in ("✓ 满300减50: Applied, saves 50.00. Spend 100.00 more to save 120.00.",
                         "✓ Cap: Applied up to its cap, saves 1.00 of 175.00.",
                         "· More: Spend 600.00 more to save 200.00.",
                         "· Three: Add 1 more to get it.",
                         "· Gold: Its condition is not met: customer.tier == 'gold' (it is silver).",
                         "· Shoes: Nothing in the cart that it is for.",
                         "· Code: Needs the coupon TEN.",
                         "· Past: Ended 2025-01-01 00:00.",
                         "· Future: Starts 2026-01-01 00:00.",
                         "· NOPE: No promotion knows this code."):
            self.assertIn(f"  {sentence}\n", text)
        near = self.ok("price", cart, "--rules", rules, "--explain")
        self.assertIn("满300减50: Applied", near)
        self.assertNotIn("Shoes", near)
        reached = self.ok("price", cart, "--rules", rules, "--explain-reached")
        self.assertTrue(set(near.splitlines()) <= set(reached.splitlines()) <= set(text.splitlines()))
        chinese = self.ok("price", cart, "--rules", rules, "--explain-all", "--language", "zh")
        for sentence in ("✓ 满300减50：已使用，减 50.00 元。再买 100.00 元可减 120.00 元。", "· Three：再加 1 件可享受。", "· NOPE：无效的优惠码。",
                         "· Past：已于 2025-01-01 00:00 结束。", "应付"):
            self.assertIn(sentence, chinese)
        self.assertEqual(self.ok("price", cart, "--rules", rules, "--explain-all", environment={**PLAIN, "LANG": "zh_CN.UTF-8"}), chinese)

    def test_why_of_one_promotion(self):
        def why(*arguments):
            text = self.ok("price", SHOW_CART, "--rules", SHOW, *arguments)
            return text.partition("\nWhy\n")[2].splitlines()[:-1]
        self.assertEqual(why("--why", "staff"), ["  · 员工五折，不与其他同享: Its condition is not met: customer.groups == 'staff'."])
        self.assertEqual(why("--why", "coat-flash", "-w", "books-third"), ["  ✓ 外套限时直降20%: Applied, saves 179.80.",
                                                                         "  · 图书每3本最便宜的免费: Too few units that it is for: it takes 3."])
        near = why("--explain")
        self.assertFalse(any("员工" in line for line in near))
        self.assertEqual(why("--explain", "--why", "staff", "--why", "coat-flash"), near + why("--why", "staff"))  # told once
        quote = json.loads(self.ok("price", SHOW_CART, "--rules", SHOW, "--why", "staff", "--output", "json"))
        self.assertEqual([(decision["promotion"], decision["reason"]) for decision in quote["decisions"]], [("staff", "condition")])
        table = self.ok("price", SHOW_CART, "--rules", SHOW, "--why", "staff", "-o", "csv", "--table", "decisions")
        self.assertEqual([row["promotion"] for row in csv.DictReader(io.StringIO(table))], ["staff"])
        self.refused(2, "one promotion at a time", "price", SHOW_CART, "--rules", SHOW, "-w", "staff", "-w", "gold-10", "-o", "json")
        self.refused(1, "the rulebook has no promotion 'gold10'; did you mean 'gold-10'?", "price", SHOW_CART, "--rules", SHOW, "--why", "gold10")
        refused = run("price", SHOW_CART, "--rules", SHOW, "--why", "staff", "--why", "no such thing at all")
        self.assertEqual((refused.returncode, refused.stdout), (1, ""))

    def test_next_steps(self):
        far = [{"id": f"far-{number:02}", "stage": "shop", "tiers": [{"from_amount": str(1000 + number), "off": "1"}]} for number in range(30)]
        rules = self.document("far.json", promotions=far)
        cart = self.file("small.json", json.dumps({"schema": "ecomops.cart/1", "at": "2025-06-01T00:00:00Z",
                                                   "lines": [{"sku": "A", "quantity": 2, "unit": "200.00"}]}))

        def told(*arguments):
            return re.findall(r"· (far-\d\d): Spend ", self.ok("price", cart, "--rules", rules, *arguments))
        self.assertEqual(told(), [])
        self.assertEqual(told("--next-steps", "2"), ["far-00", "far-01"])
        self.assertEqual(told("--explain"), [promotion["id"] for promotion in far[:20]])
        self.assertEqual(told("--explain", "-n", "-1"), [promotion["id"] for promotion in far])
        self.assertEqual(told("--explain-all", "-n", "2"), [promotion["id"] for promotion in far])
        for wrong in ("0", "-2", "many"):
            self.refused(2, "--next-steps is", "price", cart, "--rules", rules, "--next-steps", wrong)

    def test_what_was_used(self):
        rules = self.document("limits.json", promotions=[
            {"id": "welcome", "limit_per_customer": 1, "tiers": [{"off": "30"}]},
            {"id": "festival", "stage": "shop", "campaign": "11-11", "tiers": [{"off": "50"}]},
        ], campaigns=[{"id": "11-11", "budget": "1000.00", "clip": True}])
        cart = self.file("lily.json", json.dumps({"schema": "ecomops.cart/1", "customer": "lily", "at": "2025-06-01T00:00:00Z",
                                                  "lines": [{"sku": "A", "quantity": 1, "unit": "200.00"}]}))
        used = self.file("used.json", json.dumps({"schema": "ecomops.used/1", "used": [
            {"promotion": "welcome", "customer": "lily", "uses": 1}, {"campaign": "11-11", "spent": "980.00"}]}))

        def uses(*arguments):
            text = self.ok("price", cart, "--rules", rules, "--output", "csv", "--table", "uses", *arguments)
            return [(row["promotion"], row["spent"], row["left"]) for row in csv.DictReader(io.StringIO(text))]
        self.assertEqual(uses(), [("welcome", "30.00", ""), ("festival", "50.00", "1000.00")])
        self.assertEqual(uses("--used", used), [("festival", "20.00", "20.00")])
        why = self.ok("price", cart, "--rules", rules, "-u", used, "--explain", "--why", "welcome")
        self.assertIn("festival: Applied as far as the budget of 11-11 goes, saves 20.00 of 50.00.", why)
        self.assertIn("welcome: This customer has used it as often as one may.", why)
        bad = self.file("bad.json", json.dumps({"schema": "ecomops.used/1", "used": [{"campaign": "11-11", "uses": -1}]}))
        self.refused(1, "is below 0", "price", cart, "--rules", rules, "--used", bad)
        self.refused(1, "not 'ecomops.used/1'", "price", cart, "--rules", rules, "--used", cart)
        self.refused(1, "none.json", "price", cart, "--rules", rules, "--used", "none.json")
        self.assertEqual(self.ok("validate", used), f"{used}: valid ecomops.used/1\n")

    def test_gifts_shipments_and_quantities_are_shown(self):
        quote = json.loads(self.ok("price", SHOW_CART, "--rules", SHOW, "--explain-all", "-o", "json"))
        text = self.ok("price", SHOW_CART, "--rules", SHOW, "--explain-all")
        self.assertRegex(text, r"(?m)^  gift-spend-500-cup +CUP-GIFT +2 +gift +0\.00$")
        for shipment in quote["shipments"]:
            self.assertRegex(text, rf"(?m)^  {shipment['id']} +{shipment['method']} +{shipment['list']} +-{shipment['discount']} ")
            self.assertRegex(text, rf"(?m)^  .* shipment {shipment['id']} +{shipment['method']} +-{shipment['discount']}$")
        self.assertRegex(text, r"(?m)^  洗发水买2送1 +shampoo +SHAMPOO +1 +-39\.00$")
        self.assertRegex(text, r"(?m)^  每满500送保温杯，最多2个 +gift-spend-500-cup +CUP-GIFT +2 +gift$")
        self.assertRegex(text, r"(?m)^  discount on shipping +-50\.00$")
        shipping = re.search(r"(?m)^  shipping +([\d.]+)$", text).group(1)
        self.assertEqual(Decimal(shipping) - 50, Decimal(quote["shipping"]))
        for sentence in ("Applied up to its most units, gives 2 x CUP-GIFT.", "down to the floor margin-10, saves 20.57 of 30.00.",
                         "It goes 48.26 below the floor coat-price.", "Would save 120.00, but 外套限时直降20% is better.", "Not together with 新人券减30."):
            self.assertIn(sentence, text)
        chinese = self.ok("price", SHOW_CART, "--rules", SHOW, "--explain-all", "--language", "zh")
        for part in ("配送\n", "包裹 cold-box", "赠品", "运费优惠", "送 CUP-GIFT 2 件。"):
            self.assertIn(part, chinese)

    def test_mistakes_have_their_place(self):
        wrong = self.file("wrong.json", '{\n  "schema": "ecomops.cart/1",\n  "at": "2025-06-01T00:00:00Z",\n  "lines": [{"sku": "A", "quantity": 0}]\n}\n')
        self.assertIn(f"{wrong}:4:", self.refused(1, "(at /lines/0/quantity)", "price", wrong, "--rules", RULES))
        self.assertRegex(self.refused(1, "", "price", CART, "--rules", self.file("broken.json", '{"schema": ')), r"broken\.json:1:\d+: ")
        unclear = self.document("unclear.json", promotions=[{"id": "a", "when": "cart.subtotl > 1", "tiers": [{"off": "1"}]}])
        self.refused(1, "cart.subtotl", "price", CART, "--rules", unclear)
        self.refused(1, "/nowhere.json: No such file or directory", "price", "/nowhere.json", "--rules", RULES)
        self.refused(1, "/nowhere.json: No such file or directory", "price", CART, "--rules", "/nowhere.json")
        unpriced = json.dumps({"schema": "ecomops.cart/1", "at": "2025-06-01T00:00:00Z", "lines": [{"sku": "NOWHERE", "quantity": 1}]})
        self.refused(1, "(at /lines/0/sku)", "price", "-", "--rules", RULES, given=unpriced)

    def test_colours_only_for_those_who_see_them(self):
        self.assertNotIn("\033", self.ok("price", CART, "--rules", RULES))
        code, shown = run_on_terminal("price", CART, "--rules", RULES)
        self.assertEqual(code, 0)
        self.assertIn("\033[1m", shown)
        for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            code, plain = run_on_terminal("price", CART, "--rules", RULES, environment=environment)
            self.assertEqual(code, 0)
            self.assertNotIn("\033", plain)
        self.assertIn("\033", run_on_terminal("price", CART, "--rules", RULES, environment={"NO_COLOR": ""})[1])


class Documents(Case):
    def test_validate(self):
        text = self.ok("validate", CART, SHOW_CART, RULES, CAMPAIGN, GBP, SHOW)
        self.assertEqual(text.splitlines(), [f"{path}: valid ecomops.cart/1" for path in (CART, SHOW_CART)] +
                         [f"{path}: valid ecomops.rulebook/1" for path in (RULES, CAMPAIGN, GBP, SHOW)])
        quote = self.ok("price", CART, "--rules", RULES, "--output", "json")
        self.assertEqual(self.ok("validate", "-", given=quote), "-: valid ecomops.quote/1\n")
        bad = json.loads(pathlib.Path(RULES).read_text())
        bad["promotions"][0]["when"] = "tier = 'gold'"
        done = run("validate", CART, self.file("bad.json", json.dumps(bad)), RULES)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(len(done.stdout.splitlines()), 2)  # the others are looked at
        self.assertIn("bad.json:", done.stderr)
        self.assertIn("/when)", done.stderr)
        cut = json.loads(quote)
        cut["payable"] = "1.00"
        self.refused(1, "(at /payable)", "validate", self.file("cut.json", json.dumps(cut)))

    def test_schemas(self):
        names = self.ok("schema").split()
        self.assertEqual(names, SCHEMAS)
        for name in names:
            text = self.ok("schema", name)
            self.assertEqual(self.ok("schema", f"ecomops.{name}/1"), text)
            self.assertIn("$schema", json.loads(text))
            self.refused(2, f"did you mean '{name}'?", "schema", name[:-1])
            self.refused(2, f"there is no schema '{name}/2'", "schema", f"{name}/2")
        self.refused(2, "ecomops schema lists them", "schema", "elephant")


class Sample(Case):
    def test_the_same_seed_gives_the_same_bytes(self):
        first = self.ok("sample", "--orders", "500")
        self.assertEqual(self.ok("sample", "-n", "500", "--seed", "2025"), first)
        self.assertNotEqual(self.ok("sample", "-n", "500", "-s", "7"), first)
        self.assertEqual(self.ok("sample", "-n", "0").count("\n"), 1)

    def test_the_year_has_what_it_promises(self):
        rows = list(csv.DictReader(io.StringIO(self.ok("sample"))))
        orders, days = {}, {}
        for before, row in zip([None, *rows], rows):
            orders.setdefault(row["order"], []).append(row)
            self.assertTrue(before is None or before["at"] <= row["at"], (before, row))
        for lines in orders.values():
            self.assertEqual(len({(line["at"], line["customer"], line["cancelled"]) for line in lines}), 1)
            days[lines[0]["at"][:10]] = days.get(lines[0]["at"][:10], 0) + 1
        corrections = sum(name[0] == "A" for name in orders)
        self.assertEqual((len(orders), corrections), (20004, 4))
        self.assertEqual(max(days, key=days.get), "2025-11-11")
        self.assertGreater(days["2025-06-18"], 3 * days["2025-06-25"])
        for column, least in (("category", 8), ("channel", 4), ("customer.tier", 4), ("coupons", 5), ("cart.province", 8)):
            self.assertGreaterEqual(len({row[column] for row in rows}), least)
        for what in (lambda row: row["cancelled"] == "true", lambda row: int(row["quantity"]) < 0, lambda row: row["unit"] == "0.00",
                     lambda row: row["unit"].startswith("-")):
            self.assertTrue(any(map(what, rows)))

    def test_a_rulebook_shows_every_kind_of_promotion(self):
        rules, cart = self.ok("sample", "--promotions"), self.ok("sample", "--cart")
        self.assertEqual((rules, cart), (pathlib.Path(SHOW).read_text(), pathlib.Path(SHOW_CART).read_text()))
        self.assertEqual(self.ok("price", "-", "--rules", self.file("show.json", rules), given=cart), self.ok("price", SHOW_CART, "--rules", SHOW))
        promotions = json.loads(rules)["promotions"]
        fields = set().union(*promotions, *(tier for promotion in promotions for tier in promotion["tiers"]))
        schema = json.loads(self.ok("schema", "rulebook"))["properties"]["promotions"]["items"]["properties"]
        known = set(schema) | set(schema["tiers"]["items"]["properties"])
        self.assertEqual(known - fields, {"basis", "percent_basis", "dealt", "pick", "gift_quantity"})

    def test_the_rules_fit(self):
        rules = self.ok("sample", "--rules")
        self.assertEqual(rules, pathlib.Path(CAMPAIGN).read_text())
        self.assertEqual(len(json.loads(rules)["promotions"]), 20)
        result = json.loads(self.ok("backtest", "-", "--rules", CAMPAIGN, "-o", "json", given=self.ok("sample")))
        for promotion in result["promotions"]:
            self.assertGreater(promotion["orders"], 0, promotion)


class Backtest(Case):
    def backtest(self, *arguments, rules=CAMPAIGN, **options):
        return json.loads(self.ok("backtest", *arguments, "--rules", rules, "--output", "json", **options))

    def test_figures_agree(self):
        orders = self.file("orders.csv", self.ok("sample", "-n", "3000"))
        result = self.backtest(orders)
        summary, = result["summary"]

        def total(table, column):
            return sum(Decimal(row[column]) for row in result[table])
        self.assertEqual(total("promotions", "discount"), Decimal(summary["discount"]))
        for column in ("list", "discount", "revenue", "revenue_net"):
            self.assertEqual(total("months", column), Decimal(summary[column]))
        self.assertEqual(total("months", "orders"), summary["orders"])
        self.assertEqual(Decimal(summary["list"]) - Decimal(summary["discount"]), Decimal(summary["revenue"]))
        kinds = {row["kind"]: row for row in result["rows"]}
        everything = kinds.pop("all")
        self.assertEqual(sum(row["rows"] for row in kinds.values()), everything["rows"])
        self.assertEqual(sum(Decimal(row["amount"]) for row in kinds.values()), Decimal(everything["amount"]))
        self.assertEqual(Decimal(kinds["priced"]["amount"]) + Decimal(kinds["netted"]["amount"]), Decimal(summary["list"]))
        standing = sum(Decimal(kinds[kind]["amount"]) for kind in ("cancellation", "return", "correction"))
        self.assertEqual(Decimal(summary["returned"]), -standing)
        self.assertEqual(Decimal(summary["revenue"]) - Decimal(summary["returned"]), Decimal(summary["revenue_net"]))
        for column in ("orders", "list", "discount", "revenue", "returned", "revenue_net"):
            self.assertEqual(total("days", column), Decimal(summary[column]))
        self.assertEqual(everything["rows"], pathlib.Path(orders).read_text().count("\n") - 1)
        for threads in ("0", "1", "3", "8"):
            self.assertEqual(self.backtest(orders, "--threads", threads), result)
        table = self.ok("backtest", orders, "--rules", CAMPAIGN)
        self.assertIn(f"{Decimal(summary['revenue']):,}", table)
        self.assertIn("order=order", table)
        self.assertIn("not used: product", table)

    def test_every_way_to_read(self):
        text = self.ok("sample", "-n", "200")
        result = self.backtest(self.file("plain.csv", text))
        self.assertEqual(self.backtest("-", given=text), result)
        self.assertEqual(self.backtest(self.file("a.csv.gz", gzip.compress(text.encode()))), result)
        self.assertEqual(self.backtest(self.file("-rf $(id) a.csv.gz", gzip.compress(text.encode()))), result)
        packed = self.file("a.csv.xz", lzma.compress(text.encode()))
        self.assertEqual(self.backtest(packed), result)
        self.refused(1, "a.csv.xz is packed, and the program xz, which unpacks it, is not installed", "backtest", packed, "--rules", CAMPAIGN,
                     environment={"PATH": str(self.folder)})
        cut = self.file("cut.csv.xz", lzma.compress(text.encode())[:500])
        done = run("backtest", cut, "--rules", CAMPAIGN)
        self.assertEqual(done.returncode, 1)
        self.assertIn("could not unpack it", done.stderr)
        self.refused(1, "No such file or directory", "backtest", "/nowhere.csv", "--rules", CAMPAIGN)

    def test_other_names_and_encodings(self):
        text = "单号;时间;货号;件数;单价;类目\n1;2025-06-01 10:00:00;A;2;150.00;tea\n"
        mapped = ("--map", "order=单号,at=时间,sku=货号,quantity=件数,unit=单价,category=类目")
        result = self.backtest("-", *mapped, given=text)
        self.assertEqual(result["summary"][0]["list"], "300.00")
        encoded = self.file("gbk.csv", text.encode("gbk"))
        for encoding in ((), ("--encoding", "gbk"), ("--encoding", "gb18030")):
            self.assertEqual(self.backtest(encoded, *mapped, *encoding), result)
        self.refused(2, "--encoding is utf-8, gbk or gb18030, not 'morse'", "backtest", encoded, "--rules", CAMPAIGN, "--encoding", "morse")
        self.refused(1, "Nummer", "backtest", "-", "--rules", CAMPAIGN, "--map", "order=Nummer", given=text)
        self.refused(1, "sku", "backtest", "-", "--rules", CAMPAIGN, given="order,at,quantity,unit\n")
        used = {row["column"]: row["used"] for row in result["columns"]}
        self.assertEqual(used["单号"], "order")

    def test_zone_and_currency(self):
        rows = HEADER + "1,2025-11-11 01:00:00,A,2,150.00,tea,gold\n"
        shanghai = self.backtest("-", given=rows)["promotions"]
        utc = self.backtest("-", "--zone", "UTC", given=rows)["promotions"]
        touched = [{row["promotion"]: row["orders"] for row in table}["double11-midnight"] for table in (shanghai, utc)]
        self.assertEqual(touched, [1, 0])
        self.refused(1, "Nowhere", "backtest", "-", "--rules", CAMPAIGN, "--zone", "Nowhere/Land", given=rows)
        self.assertEqual(self.backtest("-", "--currency", "CNY", given=rows)["promotions"], shanghai)
        self.refused(1, "the orders are in EUR", "backtest", "-", "--rules", CAMPAIGN, "--currency", "EUR", given=rows)

    def test_bad_rows_are_shown(self):
        rows = HEADER + ROWS + ("2.13E+18,2025-06-02 11:00:00,A,1,150.00,tea,\n"  # line 5
                                "3,yesterday,A,1,150.00,tea,\n"
                                "3,2025-06-03 11:00:00,A,one,150.00,tea,\n"
                                "1,2025-06-04 11:00:00,A,1,150.00,tea,\n"  # line 8: 1 comes back
                                "4,2025-06-05 11:00:00,A,1,150.00,tea,\n")
        result = self.backtest("-", given=rows)
        problems = [(problem["line"], problem["column"]) for problem in result["problems"]]
        self.assertEqual(problems, [(5, "order"), (6, "at"), (7, "quantity"), (8, "order")])
        kinds = {row["kind"]: row for row in result["rows"]}
        self.assertEqual((kinds["bad"]["rows"], kinds["all"]["rows"], kinds["priced"]["rows"]), (3, 8, 5))
        self.assertEqual(result["summary"][0]["orders"], 4)
        text = self.ok("backtest", "-", "--rules", CAMPAIGN, "--problems", "2", given=rows)
        self.assertIn("2.13E+18", text)
        self.assertIn("... and 2 more", text)
        self.assertNotIn("'one'", text)
        heavy = self.document("heavy.json", promotions=[{"id": "a", "on": "weight > 2", "tiers": [{"off_percent": "5"}]}])
        result = self.backtest("-", rules=heavy, given="order,at,sku,quantity,unit,weight\n1,2025-06-01,A,1,1.00,3\n2,2025-06-01,A,1,1.00,x\n"
                                                       "3,2025-06-01,A,1,1.00,1\n")
        self.assertEqual([problem["line"] for problem in result["problems"]], [3])
        self.assertIn("weight", result["problems"][0]["message"])

    def test_files_that_are_no_orders(self):
        self.refused(1, "the file is empty", "backtest", "-", "--rules", CAMPAIGN, given="")
        unclosed = self.refused(1, "quote", "backtest", "-", "--rules", CAMPAIGN, given=HEADER + '1,2025-06-01,"A,1,1.00,tea,\n')
        self.assertRegex(unclosed, r"ecomops: -:\d+:\d+: ")
        self.refused(1, "directory", "backtest", str(self.folder), "--rules", CAMPAIGN)

    def test_compares(self):
        orders = self.file("few.csv", HEADER + ROWS)
        half = self.document("half.json", promotions=[{"id": "half", "on": "category == 'tea'", "tiers": [{"off_percent": "50"}]}])
        none = self.document("none.json")
        result = self.backtest(orders, "--against", none, rules=half)
        self.assertEqual([row["discount"] for row in result["summary"]], ["0.00", "225.00"])
        self.assertEqual(result["summary"][1]["revenue_change"], "-225.00")
        text = self.ok("backtest", orders, "--rules", half, "--against", none)
        for part in ("none.json", "half.json", "Promotions of half.json", "-225.00", "+225.00", "discount half.json"):
            self.assertIn(part, text)
        self.refused(1, "rulebook 1 is in GBP", "backtest", orders, "--rules", GBP, "--against", none)

    def test_compares_with_several(self):
        orders = self.file("few.csv", HEADER + ROWS)
        books = {share: self.document(f"by{share}.json", promotions=[{"id": "off", "tiers": [{"off_percent": share}]}] if share != "0" else [])
                 for share in ("0", "10", "20")}
        asked = ("--against", books["10"], "--against", books["0"])
        result = self.backtest(orders, *asked, rules=books["20"])
        self.assertEqual([row["file"] for row in result["rulebooks"]], ["by10.json", "by20.json", "by0.json"])
        self.assertEqual([row["discount"] for row in result["summary"]], ["47.00", "94.00", "0.00"])
        self.assertEqual([row["revenue_change"] for row in result["summary"]], ["0.00", "-47.00", "47.00"])
        self.assertEqual([row["orders_changed"] for row in result["summary"]], [0, 2, 2])
        movers = [(row["rulebook"], row["order"], row["revenue_change"]) for row in result["movers"]]
        self.assertEqual(movers, [(1, "1", "-32.00"), (1, "2", "-15.00"), (2, "1", "32.00"), (2, "2", "15.00")])
        self.assertEqual(len(self.backtest(orders, *asked, "--movers", "1", rules=books["20"])["movers"]), 2)
        self.assertEqual(self.backtest(orders, *asked, "--movers", "0", rules=books["20"])["movers"], [])
        text = self.ok("backtest", orders, *asked, "--rules", books["20"])
        for part in ("by0.json", "Promotions of by10.json", "Orders that by20.json changes most  against by10.json", "2025-06-01", "-32.00"):
            self.assertIn(part, text)
        self.refused(2, "--against was given 8 times; it may be 7 times", "backtest", orders, "--rules", books["0"], *asked * 4)

    def test_what_came_back(self):
        rows = ("order,at,sku,quantity,unit,cost,category,status\n"
                "1,2025-06-01,A,3,100.00,60.00,x,done\n"
                "1,2025-06-01,A,-1,100.00,60.00,x,done\n"  # comes off the row above
                "2,2025-06-02,A,1,100.00,,x,done\n"
                "3,2025-06-02,A,2,100.00,60.00,x,cancelled\n"
                "C4,2025-06-03,A,-1,100.00,,x,done\n"
                "5,2025-06-03,A,-2,100.00,,x,done\n")
        result = self.backtest("-", "--cancelled-prefix", "C", rules=self.document("none.json"), given=rows)
        kinds = {row["kind"]: (row["rows"], row["amount"]) for row in result["rows"] if row["rows"]}
        self.assertEqual(kinds, {"priced": (2, "400.00"), "netted": (1, "-100.00"), "cancelled": (1, "200.00"), "cancellation": (1, "-100.00"),
                                 "return": (1, "-200.00"), "all": (6, "200.00")})
        summary, = result["summary"]
        self.assertEqual([summary[name] for name in ("revenue", "returned", "revenue_net")], ["300.00", "300.00", "0.00"])
        self.assertEqual([summary[name] for name in ("lines", "cost_lines", "cost_revenue", "cost", "margin")], [2, 1, "200.00", "120.00", "80.00"])
        self.assertEqual([(day["day"], day["revenue_net"], day["margin"]) for day in result["days"]],
                         [("2025-06-01", "200.00", "80.00"), ("2025-06-02", "100.00", None), ("2025-06-03", "-300.00", None)])
        text = self.ok("backtest", "-", "--cancelled-prefix", "C", "--rules", self.document("none.json"), given=rows)
        for part in ("came back in its order", "cancellation of another order", "revenue less returned", "50.0 % of lines", "margin", "2025-06-03"):
            self.assertIn(part, text)

    def test_a_folder_of_tables(self):
        orders, names = self.file("few.csv", HEADER + ROWS), set(self.backtest(self.file("few.csv", HEADER + ROWS)))
        for output, ending in (("csv", "csv"), ("json", "json")):
            folder = self.folder / output
            self.assertEqual(self.ok("backtest", orders, "--rules", CAMPAIGN, "-o", output, "--folder", str(folder)), "")
            self.assertEqual({path.name for path in folder.iterdir()}, {f"{name}.{ending}" for name in names})
            for name in names:
                alone = self.ok("backtest", orders, "--rules", CAMPAIGN, "-o", output, "--table", name)
                self.assertEqual((folder / f"{name}.{ending}").read_text(), alone)
        self.assertIn("Summary", self.ok("backtest", orders, "--rules", CAMPAIGN, "--folder", str(folder)))
        self.assertTrue((folder / "days.csv").exists())
        self.refused(1, "No such file or directory", "backtest", orders, "--rules", CAMPAIGN, "--folder", "/nowhere/at/all")
        self.refused(2, "--table names one", "backtest", orders, "--rules", CAMPAIGN, "--folder", str(folder), "--table", "days")
        self.refused(1, "Not a directory", "backtest", orders, "--rules", CAMPAIGN, "--folder", orders)

    def test_tables_as_csv(self):
        orders = self.file("few.csv", HEADER + ROWS)
        for name in ("summary", "promotions", "days", "months", "movers", "rows", "columns", "rulebooks", "problems"):
            text = self.ok("backtest", orders, "--rules", CAMPAIGN, "-o", "csv", "--table", name)
            whole = self.backtest(orders)[name]
            self.assertEqual(len(list(csv.DictReader(io.StringIO(text)))), len(whole))
            self.assertEqual(json.loads(self.ok("backtest", orders, "--rules", CAMPAIGN, "-o", "json", "--table", name)), whole)
            if name == "promotions":
                self.assertEqual(self.ok("backtest", orders, "--rules", CAMPAIGN, "-o", "csv"), text)
        self.refused(2, "there is no table 'moovers'", "backtest", orders, "--rules", CAMPAIGN, "-o", "csv", "--table", "moovers")

    def test_verbose_and_progress_stay_off_standard_output(self):
        orders = self.file("few.csv", HEADER + ROWS)
        done = run("backtest", orders, "--rules", CAMPAIGN, "--verbose")
        self.assertEqual(done.stdout, self.ok("backtest", orders, "--rules", CAMPAIGN))
        self.assertRegex(done.stderr, r"^read in \d+\.\d\d s, priced in \d+\.\d\d s, peak memory \d+ MB\n$")
        code, shown = run_on_terminal("backtest", orders, "--rules", CAMPAIGN, width=70)
        self.assertEqual(code, 0)
        self.assertIn("pricing ", shown)
        self.assertIn("\r\033[K", shown)  # and wiped
        tables = re.sub(r"\033\[[0-9;]*m", "", shown.split("\033[K")[-1])
        for line in tables[tables.index("Promotions"):].splitlines():
            self.assertLessEqual(sum(2 if ord(character) > 0x2E80 else 1 for character in line), 70, line)

    def test_ctrl_c_ends_it_at_once_and_leaves_no_bar(self):
        orders = self.file("long.csv", HEADER + "".join(f"{order},2025-06-01 10:00:00,A,2,150.00,tea,gold\n" for order in range(2_000_000)))
        child, terminal = pty.fork()
        if child == 0:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # a run in the background starts with it ignored
            os.execve(ECOMOPS, [ECOMOPS, "backtest", orders, "--rules", CAMPAIGN], {**PLAIN, "TERM": "xterm-256color"})
        shown = b""
        while b"pricing " not in shown and select.select([terminal], [], [], 60)[0]:
            shown += os.read(terminal, 65536)
        os.write(terminal, b"\x03")
        pressed, after = time.monotonic(), b""
        while select.select([terminal], [], [], 60)[0]:
            try:
                part = os.read(terminal, 65536)
            except OSError:
                break
            if not part:
                break
            after += part
        os.close(terminal)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), -signal.SIGINT)
        self.assertLess(time.monotonic() - pressed, 1)
        self.assertIn(b"\r\033[K", after)
        self.assertNotIn(b"Summary", after)

    def test_a_real_year(self):
        data = pathlib.Path(os.environ.get("ECO_DATA_DIR", SOURCE / "../shared/data")) / "online_retail.csv.xz"
        if not data.exists():
            self.skipTest(f"{data} is not there")
        result = self.backtest(str(data), "--cancelled-prefix", "C", rules=GBP)
        kinds = {row["kind"]: row for row in result["rows"]}
        self.assertEqual((kinds["all"]["rows"], kinds["all"]["orders"], kinds["all"]["amount"]), (541909, 25901, "9747747.93"))
        self.assertEqual((kinds["cancellation"]["rows"], kinds["cancellation"]["orders"], kinds["cancelled"]["rows"]), (9288, 3836, 0))
        self.assertEqual((kinds["free"]["rows"], kinds["return"]["rows"], kinds["correction"]["rows"]), (1179, 1336, 2))
        self.assertEqual((kinds["priced"]["rows"], kinds["priced"]["amount"], kinds["bad"]["rows"]), (530104, "10666684.54", 0))
        self.assertEqual(kinds["correction"]["amount"], "-22124.12")
        self.assertEqual([(problem["line"], problem["column"]) for problem in result["problems"]], [(78094, "order")])
        self.assertEqual((len(result["promotions"]), len(result["months"]), len(result["days"])), (20, 13, 305))
        none = self.backtest(str(data), "--cancelled-prefix", "C", rules=self.document("none.json", currency="GBP"))
        self.assertEqual(none["summary"][0]["revenue_net"], "9747747.93")  # what everybody gets who sums the file up


SHOP = """order,at,user,sku,amount,quantity,channel,status
1,2025-06-01 10:00:00,ann,A,150.00,1,app,
1,2025-06-01 10:00:00,ann,B,20.00,2,app,
2,2025-06-02 11:00:00,bob,A,150.00,1,web,
3,2025-06-02 12:00:00,eve,C,99.00,1,app,cancelled
4,2025-06-03 12:00:00,ann,C,99.00,1,app,
5,2025-06-04 12:00:00,bob,A,-150.00,-1,web,
"""
EVENTS = """ts,visitor_id,event_name,channel
2025-06-01 09:00:00,ann,view,app
2025-06-01 09:10:00,ann,cart,app
2025-06-01 10:00:00,ann,purchase,app
2025-06-02 09:00:00,bob,view,web
2025-06-02 11:00:00,bob,cart,web
2025-06-03 09:00:00,eve,view,app
"""
CNY = ("--currency", "CNY")


class Kpi(Case):
    def setUp(self):
        self.orders, self.events = self.file("shop.csv", SHOP), self.file("events.csv", EVENTS)

    def table(self, *arguments):
        return list(csv.DictReader(io.StringIO(self.ok("kpi", *arguments, "--output", "csv"))))

    def test_numbers_of_orders(self):
        rows = self.table(self.orders, *CNY, "--metrics", "orders, gmv, paid_orders, paid_amount, refunds, units", "--by", "day", "--refunds-on", "event")
        self.assertEqual([row["day"] for row in rows], ["2025-06-01", "2025-06-02", "2025-06-03", "2025-06-04"])
        self.assertEqual([row["orders"] for row in rows], ["1", "2", "1", "0"])
        self.assertEqual([row["gmv"] for row in rows], ["170.00", "249.00", "99.00", "0.00"])
        self.assertEqual([row["paid_orders"] for row in rows], ["1", "1", "1", "0"], "a cancelled order was not paid")
        self.assertEqual([row["paid_amount"] for row in rows], ["170.00", "150.00", "99.00", "0.00"])
        self.assertEqual([row["refunds"] for row in rows], ["0.00", "0.00", "0.00", "150.00"], "money that went back")

    def test_amounts_are_made_of_units(self):
        path = self.file("units.csv", "InvoiceNo,InvoiceDate,StockCode,Quantity,UnitPrice,CustomerID\n"
                         "1,2025-06-01 10:00:00,A,3,1.25,7\nC2,2025-06-02 10:00:00,A,-1,1.25,7\n3,2025-06-02 10:00:00,A,1,0.005,7\n")
        rows = self.table(path, "--currency", "GBP", "--metrics", "gmv, refunds, units", "--by", "day")
        self.assertEqual([(row["gmv"], row["refunds"]) for row in rows], [("3.75", "0.00"), ("0.00", "1.25")])
        state = self.table(path, "--currency", "GBP", "--table", "state")
        self.assertEqual([row["skipped"] for row in state if row["source"] == "orders"], ["1"], "half a penny is no amount")

    def test_events_funnel_and_cohort(self):
        out = json.loads(self.ok("kpi", self.events, self.orders, *CNY, "--by", "day", "--metrics", "visitors, orders", "--funnel", "view > cart > purchase",
                                 "--window", "P1D", "--cohort", "week", "--output", "json"))
        self.assertEqual(set(out), {"numbers", "funnel", "cohort", "problems", "state"})
        self.assertEqual([row["visitors"] for row in out["numbers"]], [1, 1, 1])
        self.assertEqual([(row["name"], row["users"]) for row in out["funnel"]], [("view", 2), ("cart", 2), ("purchase", 1)], "eve may still come")
        self.assertEqual([row["users"] for row in out["cohort"]][0], 1, "of events, not of orders")
        cohort = self.table(self.orders, *CNY, "--cohort", "day")
        self.assertEqual([(row["cohort"], row["size"], row["users"]) for row in cohort if row["period"] == "2"], [("2025-06-01", "1", "1")])

    def test_what_people_see(self):
        out = self.ok("kpi", self.orders, self.events, *CNY, "--by", "day", "--metrics", "gmv, aov, pay_conversion_rate", "--funnel", "view > cart", "--window", "PT2H")
        for part in ("6 rows of orders", "1 of them are money that went back", "user=visitor_id", "user=user", "GMV", "Average order value", "Trend", "170.00", "100.0 %",
                     "funnel", "Notes", "currency: CNY", "GMV (gmv): Amount of all orders"):
            self.assertIn(part, out)
        out = self.ok("kpi", self.orders, *CNY, "--by", "day", "--language", "zh")
        for part in ("指标", "成交总额", "日期", "走势", "说明"):
            self.assertIn(part, out)
        code, shown = run_on_terminal("kpi", self.orders, *CNY, "--by", "day", width=60)
        self.assertEqual(code, 0)
        self.assertIn("█", shown)

    def test_every_metric_is_listed(self):
        out = self.ok("kpi", "--list")
        rows = list(csv.DictReader(io.StringIO(self.ok("kpi", "--list", "--output", "csv"))))
        self.assertGreater(len(rows), 90)
        for row in rows:
            self.assertIn(row["name"], out)
        self.assertIn(rows[1]["label_zh"], self.ok("kpi", "--list", "--language", "zh"))

    def test_the_page_of_metrics_is_up_to_date(self):
        listed = self.ok("kpi", "--list", "--output", "json")
        done = subprocess.run([sys.executable, SOURCE / "docs/make_metrics.py", "--check"], input=listed, capture_output=True, encoding="utf-8")
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_a_plan_is_a_document(self):
        plan = str(DOCUMENTS / "kpi.json")
        out = json.loads(self.ok("kpi", self.orders, self.events, "--plan", plan, "--output", "json"))
        self.assertEqual(list(out), ["daily", "channels", "purchase", "weekly", "problems", "state"])
        self.refused(2, "--metrics stands in the document", "kpi", self.orders, "--plan", plan, "--metrics", "gmv")
        self.refused(1, "funnels/0", "kpi", self.orders, "--plan", self.file("bad.json", '{"schema":"ecomops.kpi/1","funnels":[{"name":"f"}]}'))

    def test_states_are_saved_and_put_together(self):
        options = (*CNY, "--by", "day", "--metrics", "orders, gmv, paying_buyers, refunds")
        whole = self.ok("kpi", self.orders, *options, "--output", "csv")
        first, second = self.file("1.csv", "".join(SHOP.splitlines(True)[:3])), self.file("2.csv", SHOP.splitlines(True)[0] + "".join(SHOP.splitlines(True)[3:]))
        states = [str(self.folder / name) for name in ("1.state", "2.state", "all.state", "whole.state")]
        self.ok("kpi", first, *options, "--save", states[0])
        self.ok("kpi", second, *options, "--save", states[1])
        self.assertEqual(self.ok("kpi", *options, "--load", states[1], "--load", states[0], "--save", states[2], "--output", "csv"), whole)
        self.ok("kpi", self.orders, *options, "--save", states[3])
        self.assertEqual(pathlib.Path(states[2]).read_bytes(), pathlib.Path(states[3]).read_bytes())
        self.assertEqual(self.ok("kpi", second, *options, "--load", states[0], "--output", "csv"), whole)
        self.refused(1, "plan", "kpi", *CNY, "--by", "month", "--load", states[0])
        self.refused(1, "", "kpi", *options, "--load", first)

    def test_range_and_zone(self):
        options = (*CNY, "--by", "day", "--metrics", "orders")
        self.assertEqual([row["day"] for row in self.table(self.orders, *options, "--from", "2025-06-02", "--to", "2025-06-03")], ["2025-06-02", "2025-06-03"])
        path = self.file("late.csv", "order,at,amount\n1,2025-06-01T20:00:00Z,1\n")
        self.assertEqual(self.table(path, *options, "--zone", "Asia/Shanghai")[0]["day"], "2025-06-02")
        self.refused(2, "--from is a day", "kpi", self.orders, *options, "--from", "June")

    def test_columns_of_the_plan(self):
        rows = self.table(self.orders, *CNY, "--by", "channel", "--metrics", "orders", "--where", "sku != 'C'")
        self.assertEqual({row["channel"]: row["orders"] for row in rows}, {"app": "1", "web": "1"})
        path = self.file("foreign.csv", SHOP.replace("user", "who").replace("channel", "where_from"))
        rows = self.table(path, *CNY, "--by", "channel", "--metrics", "paying_buyers", "--map", "user=who,channel=where_from")
        self.assertEqual({row["channel"]: row["paying_buyers"] for row in rows if row["channel"]}, {"app": "1", "web": "1"})
        self.refused(1, "no file has such a column", "kpi", path, *CNY, "--map", "user=nobody")

    def test_chinese_exports(self):
        text = ("订单编号,订单创建时间,订单付款时间,买家会员名,商品编码,购买数量,买家实际支付金额,订单状态\n"
                "=\"1\",2025-06-01 10:00:00,2025-06-01 10:01:00,小红,A,1,￥150.00,交易成功\n"
                "=\"2\",2025-06-01 11:00:00,,小明,A,1,150.00,交易关闭\n")
        for encoding in ("utf-8", "gbk"):
            rows = self.table(self.file(f"taobao-{encoding}.csv", text.encode(encoding)), *CNY, "--metrics", "orders, paid_orders, paid_amount, paying_buyers")
            self.assertEqual(list(rows[0].values()), ["2", "1", "150.00", "1"], encoding)

    def test_bad_rows_are_told(self):
        path = self.file("broken.csv", SHOP + "6,yesterday,ann,A,1,1,app,\n7,2025-06-05 10:00:00,ann,A,one,1,app,\n,2025-06-05 10:00:00,ann,A,1,1,app,\n8,2025\n")
        out = self.ok("kpi", path, *CNY)
        for part in ("4 of them can't be used", "'yesterday' ", "'one' is not a number", "is missing", "the row has 2 fields, the header 8"):
            self.assertIn(part, out)
        self.assertIn("... and 3 more", self.ok("kpi", path, *CNY, "--problems", "1"))
        rows = self.table(path, *CNY, "--table", "problems")
        self.assertEqual([(row["line"], row["column"]) for row in rows], [("8", "at"), ("9", "amount"), ("10", "order"), ("11", "")])

    def test_big_files_come_in_batches(self):
        path = self.file("many.csv", "order,at,user,amount\n" + "".join(f"{i},2025-06-0{i % 9 + 1} 10:00:00,{i % 1000},1.00\n" for i in range(150000)))
        for threads in ("0", "-1"):
            rows = self.table(path, *CNY, "--by", "day", "--metrics", "orders, paid_amount, paying_buyers", "--threads", threads)
            self.assertEqual(sum(int(row["orders"]) for row in rows), 150000)
            self.assertEqual(sum(Decimal(row["paid_amount"]) for row in rows), Decimal("150000.00"))

    def test_sample_and_standard_input(self):
        sample = self.ok("sample", "--orders", "500")
        rows = list(csv.DictReader(io.StringIO(self.ok("kpi", "-", *CNY, "--by", "quarter", "--output", "csv", given=sample))))
        self.assertGreaterEqual(len(rows), 4)

    def test_what_is_refused(self):
        self.refused(2, "kpi needs a file", "kpi")
        self.refused(2, "say which with --currency", "kpi", self.orders, "--metrics", "gmv")
        self.refused(1, "--metrics: there is no 'gmw': did you mean 'gmv'?", "kpi", self.orders, *CNY, "--metrics", "gmw")
        self.refused(1, "--currency", "kpi", self.orders, "--currency", "RMB")
        self.refused(2, "--cohort is day", "kpi", self.orders, *CNY, "--cohort", "fortnight")
        self.refused(2, "--window is a duration", "kpi", self.events, *CNY, "--funnel", "view > cart", "--window", "7 days")
        self.refused(2, "--window is of --funnel", "kpi", self.events, *CNY, "--window", "P7D")
        self.refused(1, "--funnel", "kpi", self.events, *CNY, "--funnel", "view")
        self.refused(2, "--refunds-on is gross", "kpi", self.orders, *CNY, "--refunds-on", "never")
        self.refused(2, "--table is for", "kpi", self.orders, *CNY, "--table", "numbers")
        self.refused(1, "known to be 'at'", "kpi", self.file("none.csv", "a,b\n1,2\n"), *CNY, "--map", "order=a")
        self.refused(1, "No such file", "kpi", str(self.folder / "nothing.csv"), *CNY)
        self.refused(1, "the file is empty", "kpi", self.file("empty.csv", ""), *CNY)
        self.refused(1, "no table", "kpi", self.orders, *CNY, "--output", "csv", "--table", "nothing")


class StockCase(Case):
    def setUp(self):
        self.path = self.folder / f"{self._testMethodName}.db"
        self.address = f"sqlite:{self.path}"

    def stock(self, *arguments, **options):
        return self.ok("stock", "--store", self.address, *arguments, **options)

    def no_stock(self, code, message, *arguments, **options):
        return self.refused(code, message, "stock", "--store", self.address, *arguments, **options)

    def rows(self, *arguments):
        return list(csv.DictReader(io.StringIO(self.stock(*arguments, "--output", "csv"))))

    def level(self, sku, *arguments):
        row = json.loads(self.stock("level", sku, *arguments, "-o", "json"))[0]
        return row["on_hand"], row["reserved"], row["committed"], row["available"]


class Stock(StockCase):
    def test_a_sale_from_receipt_to_parcel(self):
        self.assertEqual(self.stock("receive", "PHONE", "1000", "CASE", "500", "--location", "SZ", "--key", "receipt 4711"), "Received 1,500.\n")
        out = self.stock("hold", "PHONE", "3", "CASE", "1", "--for", "15m", "--key", "cart 1", "--channel", "app")
        hold = re.search(r"\nHold ([0-9a-f-]{36})\n", out)[1]
        self.assertIn("Held 4 until 20", out)
        self.assertIn(f"ecomops stock commit {hold}", out)
        self.assertEqual(self.level("PHONE"), (1000, 3, 0, 997))
        self.assertIn("The hold now lasts until 2100-01-01T00:00:00Z.", self.stock("extend", "cart 1", "--expires", "2100-01-01"))
        self.assertIn("Committed 2: sold", self.stock("commit", hold, "PHONE", "2"))
        self.assertIn("Released 1: available again.", self.stock("release", "cart 1", "CASE", "1"))
        self.assertIn("Cancelled 1: ", self.stock("cancel", "cart 1", "PHONE", "1"))
        self.assertIn("Issued 1: the goods have left.", self.stock("issue", "cart 1"))
        self.assertIn("Issued 7", self.stock("issue", "PHONE", "7"))
        self.assertEqual(self.stock("adjust", "PHONE", "-3", "--reason", "damaged"), "Adjusted by -3.\n")
        self.assertEqual(self.stock("adjust", "--reason", "found", "PHONE", "+1", "CASE", "-1"), "Adjusted by 0.\n")
        self.assertEqual(self.level("PHONE"), (990, 1, 0, 989))
        self.assertEqual(self.stock("audit"), "Sound: nothing is oversold, and all sums are right.\n")
        self.assertEqual(json.loads(self.stock("audit", "-o", "json")), [])

    def test_a_key_is_done_once(self):
        first = self.stock("receive", "A", "5", "--key", "r")
        self.assertEqual(self.stock("receive", "A", "5", "--key", "r"), first + "This key was known: nothing was done again.\n")
        self.assertIn("key of its own", self.no_stock(1, "was used before", "receive", "A", "6", "--key", "r"))
        self.assertEqual(self.stock("receive", "A", "1", "--dry-run"), "Received 1.\nOnly tried: nothing was done.\n")
        self.stock("receive", "A", "1")
        self.stock("receive", "A", "1")
        self.assertEqual(self.level("A"), (7, 0, 0, 7))

    def test_refusals_say_what_to_do(self):
        self.stock("receive", "A", "5", "--location", "SZ")
        text = self.no_stock(1, "quantity 9 exceeds 5 available of sku 'A' at 'SZ'", "hold", "A", "9", "--for", "15m")
        self.assertIn("What there is: ecomops stock balances", text)
        self.assertNotIn("(at ", text)
        done = run("stock", "--store", self.address, "hold", "A", "9", "--for", "15m", "-o", "json")
        result = json.loads(done.stdout)["results"][0]
        self.assertEqual((done.returncode, result["status"], result["available"]), (1, "INSUFFICIENT", 5))
        self.assertEqual(self.stock("hold", "A", "9", "--for", "15m", "--partial", "--key", "h")[:7], "Held 5 ")
        self.no_stock(1, "库存", "hold", "A", "1", "--for", "1s", "--language", "zh")
        self.no_stock(1, "sku 'B' was never received", "level", "B")
        self.stock("release", "h")
        self.no_stock(1, "released", "commit", "h")
        self.no_stock(1, "", "commit", "nobody's")

    def test_slips(self):
        for message, *arguments in (
            ("stock needs VERB",),
            ("unknown command 'stock recieve'; did you mean 'stock receive'?", "recieve"),
            ("stock receive needs SKU QUANTITY", "receive"),
            ("stock receive needs SKU QUANTITY", "receive", "A"),
            ("the quantity of A: 'many' is not a number", "receive", "A", "many"),
            ("'1.5' is not a whole number", "receive", "A", "1.5"),
            ("stock hold needs its deadline", "hold", "A", "1"),
            ("stock hold needs its deadline", "hold", "A", "1", "--for", "1m", "--expires", "2100-01-01"),
            ("--for is a span of time", "hold", "A", "1", "--for", "soon"),
            ("--for is a span of time", "hold", "A", "1", "--for", "0s"),
            ("--for is a span of time", "hold", "A", "1", "--for", "99999999999999999999d"),
            ("--for is not for stock commit, but for: hold extend", "commit", "h", "--for", "1m"),
            ("--at: 'noon'", "receive", "A", "1", "--at", "noon"),
            ("stock adjust needs --reason", "adjust", "A", "1"),
            ("stock extend needs HOLD", "extend", "h", "A", "1", "--for", "1m"),
            ("stock commit needs HOLD", "commit"),
            ("stock level needs SKU", "level"),
            ("stock balances takes one SKU", "balances", "A", "B"),
            ("stock run needs FILE", "run"),
            ("stock import needs FILE", "import"),
            ("needs --key", "import", "-"),
            ("--durability is full, normal or off", "balances", "--durability", "most"),
            ("--zone", "balances", "--zone", "Mars/Olympus"),
        ):
            self.no_stock(2, message, *arguments)
        self.refused(2, "stock needs --store, such as --store sqlite:shop.db", "stock", "balances")
        self.refused(1, "is not memory:, sqlite:FILE or postgresql://", "stock", "balances", "--store", "shop.db")
        self.assertFalse(self.path.exists())
        self.no_stock(1, "there is no file", "balances")
        self.assertFalse(self.path.exists())

    def test_the_store_of_the_environment(self):
        environment = {**PLAIN, "ECOMOPS_STORE": self.address}
        self.ok("stock", "receive", "A", "5", environment=environment)
        self.assertEqual(self.level("A")[0], 5)

    def test_tables(self):
        self.stock("receive", "A", "5", "--location", "SZ", "--at", "2026-01-01T00:00:00Z", "--reference", "PO-1", "--actor", "lily")
        self.stock("receive", "B", "7", "--location", "HZ", "--at", "2026-01-02 08:00", "--zone", "Asia/Shanghai")
        self.stock("hold", "A", "2", "--location", "SZ", "--for", "1h30m", "--at", "2026-01-03T00:00:00Z", "--key", "h")
        self.assertEqual([(row["sku"], row["location"], row["available"]) for row in self.rows("balances", "--as-of", "2026-01-03T01:00:00Z")], [("A", "SZ", "3"), ("B", "HZ", "7")])
        self.assertEqual([row["available"] for row in self.rows("balances", "A", "--as-of", "2026-01-03T01:30:00Z")], ["5"])
        ledger = self.rows("ledger")
        self.assertEqual([(row["sku"], row["at"], row["actor"]) for row in ledger], [("A", "2026-01-01T00:00:00Z", "lily"), ("B", "2026-01-02T00:00:00Z", "")])
        self.assertEqual([row["sku"] for row in self.rows("ledger", "--since", "2026-01-02")], ["B"])
        self.assertEqual([row["sku"] for row in self.rows("ledger", "--after", ledger[0]["sequence"])], ["B"])
        self.assertEqual([row["sku"] for row in self.rows("ledger", "--limit", "1")], ["A"])
        self.assertEqual(self.rows("holds", "--key", "h")[0]["expires"], "2026-01-03T01:30:00Z")
        self.assertEqual({row["location"] for row in self.rows("locations")}, {"SZ", "HZ"})
        shown = self.stock("balances")
        self.assertRegex(shown, r"sku +location +on hand +reserved +committed .*available")
        self.assertRegex(self.stock("balances", "--language", "zh"), r"sku +仓库 +现有 +预留 +已售待出 .*可售")
        self.assertIn("... and more: --limit 0 shows all.", self.stock("ledger", "--limit", "1"))
        self.assertNotIn("... and more", self.stock("ledger", "--limit", "2"))
        self.assertIn("There is none.", self.stock("holds", "B"))
        self.no_stock(2, "--as-of is not for stock ledger", "ledger", "--as-of", "2026-01-01")
        self.no_stock(1, "no location is given", "level", "A")
        self.assertEqual(self.stock("tick", "--at", "2026-01-04"), "1 holds have expired.\n")
        self.assertEqual(json.loads(self.stock("tick", "-o", "json")), [{"expired": 0}])

    def test_a_document(self):
        path = str(DOCUMENTS / "stock.json")
        out = self.stock("run", path)
        self.assertRegex(out, r"receive +OK +1,500")
        self.assertRegex(out, r"issue +OK +3")
        again = json.loads(self.stock("run", path, "-o", "json"))
        self.assertTrue(all(result["replayed"] for result in again["results"]))
        bad = self.file("bad.json", json.dumps({"schema": "ecomops.stock_commands/1", "commands": [
            {"key": "a", "verb": "receive", "at": "2026-11-13T00:00:00Z", "lines": [{"sku": "PHONE", "location": "SZ", "quantity": 1}]},
            {"key": "b", "verb": "issue", "at": "2026-11-13T00:00:00Z", "lines": [{"sku": "PHONE", "quantity": 99999}]}]}))
        text = self.no_stock(1, "available of sku 'PHONE'", "run", bad)
        self.assertIn("(at /commands/1/lines/0", text)
        self.assertEqual(self.level("PHONE")[0], 1000)  # 999 were there, and 1 came
        self.no_stock(1, "bad.json:1:", "run", self.file("bad.json", '{"schema": "ecomops.stock_commands/1", "commands": [{"key": 7}]}'))
        self.assertIn("valid ecomops.stock_commands/1", self.ok("validate", path))

    def test_opening_stock(self):
        text = "货号,库存数量,仓库\n" + "".join(f"SKU-{i},{i % 7},SZ\n" for i in range(3000)) + "BAD,many,SZ\nLESS,-1,SZ\n,5,SZ\n\nSHORT,1\n"
        path = self.file("opening.csv", text.encode("gbk"))
        done = run("stock", "--store", self.address, "import", path, "--batch", "500", "-o", "json")
        self.assertEqual(done.returncode, 1)
        total = sum(i % 7 for i in range(3000))
        self.assertEqual(json.loads(done.stdout), [{"rows": 3004, "done": 3000 - 429, "known": 0, "nothing": 429, "refused": 4, "quantity": total}])
        for part in ("opening.csv:3002: 'many' is not a number", ":3003: '-1' is below 0", ":3004: sku is missing", ":3006: the row has too few fields", "run the same import again"):
            self.assertIn(part, done.stderr)
        text = text.replace("many", "2").replace("LESS,-1", "LESS,3").replace("\n,5,", "\nNAMED,5,").replace("SHORT,1", "SHORT,1,HZ")
        again = json.loads(self.stock("import", self.file("opening.csv", text), "-o", "json"))
        self.assertEqual(again, [{"rows": 3004, "done": 4, "known": 3000 - 429, "nothing": 429, "refused": 0, "quantity": 11}])
        self.assertEqual(sum(int(row["on_hand"]) for row in self.rows("balances")), total + 11)
        self.stock("audit")
        self.no_stock(1, "no column is known to be 'quantity'", "import", self.file("none.csv", "sku,price\nA,1\n"))
        self.no_stock(1, "the file is empty", "import", self.file("empty.csv", ""))
        self.no_stock(1, "was used before", "import", self.file("opening.csv", "sku,quantity,location\nOTHER,1,SZ\nX,2,SZ\n"))
        out = self.stock("import", "-", "--key", "piped", "--location", "HZ", given="sku,quantity\nP,4\n")
        self.assertRegex(out, r"rows +done")
        self.assertEqual(self.level("P", "--location", "HZ")[0], 4)

    def test_commands_a_line(self):
        def command(number, **more):
            return json.dumps({"key": f"c{number}", "verb": "receive", "at": "2026-11-11T00:00:00Z", "lines": [{"sku": "A", "quantity": number}], **more})
        lines = [command(number) for number in range(1, 101)]
        path = self.file("commands.jsonl", "\n".join(lines[:50]) + "\n\n" + "\r\n".join(lines[50:]))
        out = json.loads(self.stock("import", path, "--batch", "7", "-o", "json"))
        self.assertEqual(out, [{"rows": 100, "done": 100, "known": 0, "nothing": 0, "refused": 0, "quantity": 5050}])
        self.assertEqual(self.level("A")[0], 5050)
        self.assertEqual(json.loads(self.stock("import", path, "-o", "json"))[0]["known"], 100)
        bad = self.file("bad.jsonl", "\n".join([command(201), command(202), command(203, colour="red")]))
        self.no_stock(1, "bad.jsonl:3:", "import", bad)
        self.assertEqual(self.level("A")[0], 5050)
        self.assertIn("bad.jsonl:2: ", self.no_stock(1, "available", "import", self.file("bad.jsonl", "\n".join([command(301), json.dumps({"key": "i", "verb": "issue", "at": "2026-11-11T00:00:00Z", "lines": [{"sku": "A", "quantity": 99999}]})]))))

    def test_stores(self):
        self.stock("receive", "A", "1")
        info = dict(list(csv.reader(io.StringIO(self.ok("store", "info", self.address, "-o", "csv"))))[1:])
        self.assertEqual((info["store"], info["durability"], info["library"]), ("sqlite", "full", "0.1.0"))
        self.assertIn("sqlite_version", info)
        self.assertIn("is now of version 0.1.0", self.ok("store", "migrate", self.address))
        self.assertIn("已升级到版本 0.1.0", self.ok("store", "migrate", self.address, "--language", "zh"))
        self.refused(2, "store does info or migrate", "store", "delete", self.address)
        self.refused(2, "store needs info|migrate ADDRESS", "store", "info")
        self.refused(1, "there is no file", "store", "info", self.address + "x")
        broken = self.file("broken.db", "this is no database, however long it is\n" * 100)
        self.assertIn("restore a backup", self.refused(1, "", "store", "info", f"sqlite:{broken}"))
        self.stock("receive", "A", "1", "--schema", "other", "--durability", "normal", "--busy", "1s")
        self.assertEqual(self.level("A", "--schema", "other"), (1, 0, 0, 1))

    def test_outbox(self):
        self.stock("receive", "A", "1")
        self.assertIn("There is none.", self.ok("outbox", "take", "--store", self.address))
        self.assertEqual(self.ok("outbox", "take", "--store", self.address, "--lease", "5m", "--limit", "3", "-o", "json").strip(), "[]")
        self.refused(1, "there is no effect", "outbox", "done", "nothing", "--store", self.address)
        self.refused(2, "outbox does take or done", "outbox", "give", "--store", self.address)
        self.refused(2, "outbox done needs KEY", "outbox", "done", "--store", self.address)
        self.refused(2, "outbox take takes no argument", "outbox", "take", "x", "--store", self.address)
        self.refused(2, "outbox needs --store", "outbox", "take")
        self.refused(2, "--lease is a span of time", "outbox", "take", "--store", self.address, "--lease", "never")

    def test_an_audit_that_finds_something(self):
        import sqlite3
        self.stock("receive", "A", "5")
        with sqlite3.connect(self.path) as database:
            table = database.execute("select name from sqlite_master where type = 'table' and name like '%inventory_level'").fetchone()[0]
            database.execute(f"update {table} set on_hand = on_hand + 1")
        database.close()
        done = run("stock", "--store", self.address, "audit", "-o", "csv")
        self.assertEqual(done.returncode, 1)
        finding = list(csv.DictReader(io.StringIO(done.stdout)))[0]
        self.assertEqual((finding["sku"], finding["expected"], finding["found"]), ("A", "5", "6"))
        self.assertIn("restore a backup", done.stderr)

    def test_many_processes_sell_what_there_is(self):
        self.stock("receive", "A", "20")
        sellers = [subprocess.Popen([ECOMOPS, "stock", "--store", self.address, "hold", "A", "1", "--for", "1h", "--key", f"cart {i}"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=PLAIN) for i in range(30)]
        codes = [(seller.communicate(timeout=60), seller.returncode)[1] for seller in sellers]
        self.assertEqual((codes.count(0), codes.count(1)), (20, 10))
        self.assertEqual(self.level("A"), (20, 20, 0, 0))


class Warehouse(StockCase):
    def test_lots_from_order_to_shelf(self):
        self.assertEqual(self.stock("define", "TEA", "--has-lots", "--safety", "5"), "Defined.\n")
        out = self.stock("expect", "TEA", "40", "--location", "SZ", "--due", "2026-12-01", "--cost", "1200", "--currency", "CNY", "--key", "PO-1")
        document = re.search(r"^Expected 40\.\nDocument ([0-9a-f-]{36})\nNext: ecomops stock receive --source \1 ", out)[1]
        self.assertEqual(self.stock("receive", "--source", document, "TEA", "24", "--lot", "L1", "--expires", "2027-06-07", "--cost", "720", "--currency", "CNY", "--key", "R-1"), "Received 24.\n")
        self.stock("receive", "--source", "PO-1", "TEA", "10", "--lot", "L2", "--expires", "2027-03-11")
        self.assertEqual(self.stock("cancel", "--source", "PO-1"), "What was open of the document is cancelled: 6.\n")
        self.assertEqual([(row["state"], row["quantity"], row["done"], row["cancelled"], row["cost"], row["due"]) for row in self.rows("documents", "--key", "PO-1")],
                         [("done", "40", "34", "6", "120000", "2026-12-01T00:00:00Z")])
        self.assertEqual([(row["lot"], row["quantity"], row["expires"]) for row in self.rows("lots", "TEA")], [("L2", "10", "2027-03-11T00:00:00Z"), ("L1", "24", "2027-06-07T00:00:00Z")])
        self.stock("issue", "TEA", "12")  # what expires first leaves first
        self.assertEqual([(row["lot"], row["quantity"]) for row in self.rows("lots", "TEA")], [("L1", "22")])
        self.stock("issue", "TEA", "1", "--lot", "L1")
        self.stock("land-cost", "R-1", "--cost", "36.50", "--currency", "CNY")
        self.assertEqual([row["cost"] for row in self.rows("ledger") if row["verb"] in ("receive", "land_cost")], ["72000", "30000", "3650"])
        self.assertRegex(self.stock("ledger", "--currency", "CNY"), r"land_cost .* 36\.50 ")
        self.assertNotIn("cost ", self.stock("ledger", "TEA"))  # of a currency that nobody knows
        self.assertRegex(self.stock("value", "--currency", "CNY"), r"sku +method +quantity +\S+ +unit cost .*\n +TEA +fifo +21 +6\d\d\.\d\d +3\d\.\d+ ")
        self.assertRegex(self.stock("cogs", "TEA", "--currency", "CNY", "--language", "zh"), r"单号 .*成本.*\n")
        self.assertEqual(sum(Decimal(row["cost"]) for row in self.rows("cogs", "--currency", "CNY")) + sum(Decimal(row["amount"]) for row in self.rows("corrections", "--currency", "CNY")) + sum(Decimal(row["value"]) for row in self.rows("value", "--currency", "CNY")), Decimal("1056.50"))
        self.no_stock(1, "needs a currency", "layers")
        self.stock("audit")

    def test_serials_and_kits(self):
        self.stock("define", "CAMERA", "--has-serials")
        self.stock("define", "SET", "CAMERA", "1", "CASE", "2")
        self.stock("receive", "CASE", "9", "--location", "SZ")
        self.stock("receive", "CAMERA", "3", "--serial", "S1,S2,S3", "--cost", "100.00", "--currency", "CNY")
        self.assertEqual([row["cost"] for row in self.rows("ledger", "CAMERA")], ["3334", "3333", "3333"])
        self.assertEqual(self.level("SET"), (0, 0, 0, 3))
        self.assertIn("Held 6 ", self.stock("hold", "SET", "2", "--for", "15m", "--key", "h"))
        self.assertEqual(self.level("SET")[3], 1)
        self.stock("commit", "h")
        self.no_stock(1, "has serials", "issue", "h")
        self.stock("issue", "h", "CAMERA", "2", "--serial", "S1,S3")
        self.assertEqual(self.stock("return", "h", "CAMERA", "1", "--serial", "S3", "--to-state", "quality-control"), "1 came back.\n")
        self.assertEqual({row["serial"]: row["state"] for row in self.rows("serials")}, {"S1": "customer", "S2": "on_hand", "S3": "quality_control"})
        self.assertEqual(self.stock("move_state", "CAMERA", "1", "--serial", "S3", "--from-state", "quality_control", "--to-state", "damaged"), "Moved 1.\n")
        self.stock("return-to-vendor", "CAMERA", "1", "--serial", "S3", "--from-state", "damaged")
        self.assertEqual([(row["part"], row["quantity"]) for row in self.rows("parts", "SET")], [("CAMERA", "1"), ("CASE", "2")])
        items = {row["sku"]: row for row in self.rows("items")}
        self.assertEqual((items["CAMERA"]["has_serials"], items["SET"]["parts"], items["CAMERA"]["cost_method"]), ("true", "2", "fifo"))
        self.assertRegex(self.stock("items", "--language", "zh"), r"序列号管理 .*子件数[^\n]*\n *CAMERA [^\n]*是 ")
        self.stock("audit")

    def test_channels_backorders_and_promises(self):
        self.stock("receive", "A", "10", "--location", "SZ")
        self.assertIn("Set: 6 kept", self.stock("buffer", "A", "6", "--channel", "tmall"))
        self.stock("buffer", "A", "-3", "--channel", "jd")
        self.no_stock(1, "exceeds 4 available", "hold", "A", "5", "--for", "1h", "--channel", "app")
        self.stock("hold", "A", "5", "--for", "1h", "--channel", "tmall", "--key", "h")
        self.assertEqual([(row["channel"], row["quantity"]) for row in self.rows("buffers", "A")], [("jd", "-3"), ("tmall", "1")])
        levels = [json.loads(self.stock("level", "A", "-o", "json", *channel))[0] for channel in ((), ("--channel", "tmall"), ("--channel", "jd"))]
        self.assertEqual([(level["buffered"], level["available"]) for level in levels], [(1, 4), (0, 5), (4, 1)])
        self.stock("define", "B", "--backorder-limit", "2", "--preorder-limit", "3", "--preorder-ships", "2100-01-01")
        self.stock("receive", "B", "1")
        self.stock("hold", "B", "5", "--for", "1h")
        level = json.loads(self.stock("level", "B", "-o", "json"))[0]
        self.assertEqual((level["available"], level["available_to_promise"], level["promise"]), (-4, 1, "2100-01-01T00:00:00Z"))
        self.stock("hold", "B", "1", "--for", "1h")
        self.no_stock(1, "available", "hold", "B", "1", "--for", "1h")
        self.assertIsNone(json.loads(self.stock("level", "B", "-o", "json"))[0]["promise"])
        self.stock("expect", "B", "9", "--due", "2099-01-01")
        self.assertRegex(self.stock("level", "B"), r"incoming .*to promise +promise .*\n.* 9 .*2099-01-01T00:00:00Z")
        self.stock("audit")

    def test_transfers_and_counts(self):
        self.stock("receive", "A", "10", "--location", "SZ", "--at", "2026-01-01")
        out = self.stock("ship-transfer", "A", "4", "--location", "SZ", "--to", "HZ", "--key", "T1", "--due", "2100-01-01")
        self.assertRegex(out, r"Shipped 4: in transit\.\nDocument .*\nNext: ecomops stock receive-transfer [0-9a-f-]{36} ")
        self.assertRegex(self.stock("balances"), r"in transit +available.*\n +A +HZ +0 +0 +0 +4 +0 ")
        self.assertEqual(self.stock("receive-transfer", "T1", "A", "3", "--location", "HZ", "--to-state", "quality_control"), "Received 3.\n")
        self.assertEqual(self.stock("adjust", "A", "-1", "--location", "HZ", "--source", "T1", "--to-state", "in_transit", "--reason", "lost on the way"), "Adjusted by -1.\n")
        self.assertIn("-1 against the books", self.stock("count", "A", "5", "--location", "SZ", "--key", "N1"))
        self.assertEqual(self.level("A", "--location", "SZ")[0], 6)
        self.assertEqual(self.stock("approve", "N1", "--reason", "counted twice"), "Booked: -1.\n")
        self.stock("count", "A", "9", "--location", "SZ", "--key", "N2")
        self.stock("receive", "A", "1", "--location", "SZ")
        self.no_stock(1, "have moved since they were counted: count again", "approve", "N2", "--reason", "late")
        self.assertEqual(self.stock("cancel", "--source", "N2"), "What was open of the document is cancelled: 0.\n")
        self.assertEqual(self.level("A", "--location", "SZ")[0], 6)
        self.stock("audit")

    def test_closed_books_and_what_was_known(self):
        self.stock("receive", "A", "10", "--at", "2026-01-01")
        self.assertEqual(self.stock("close", "2026-02-01"), "The books until 2026-02-01T00:00:00Z are closed.\n")
        self.stock("receive", "A", "5", "--at", "2026-01-15")
        self.assertEqual([(row["at"], row["dated"]) for row in self.rows("ledger")], [("2026-01-01T00:00:00Z", ""), ("2026-02-01T00:00:00Z", "2026-01-15T00:00:00Z")])
        self.assertEqual([row["on_hand"] for row in self.rows("balances", "--as-of", "2026-01-31")], ["10"])
        self.assertEqual([row["on_hand"] for row in self.rows("balances", "--as-of", "2026-02-02")], ["15"])
        self.assertEqual([row["on_hand"] for row in self.rows("balances", "--as-of", "2026-02-02", "--known", "2026-02-02")], ["0"])
        self.no_stock(1, "closed", "close", "2026-01-01")
        self.no_stock(1, "closed", "archive", "2026-03-01")
        self.no_stock(2, "stock archive needs TIME", "archive")
        self.assertRegex(self.stock("archive", "2026-02-01"), r"^Put away \d+ rows; \d+ opening balances stand in their place\.\n$")
        self.assertEqual(self.level("A")[0], 15)
        self.stock("audit")

    def test_slips_of_the_warehouse(self):
        for message, *arguments in (
            ("stock define needs SKU", "define"),
            ("stock close needs TIME", "close"),
            ("stock close: 'soon' is not a time", "close", "soon"),
            ("stock receive needs SKU QUANTITY ..., or --source DOCUMENT", "receive", "A", "--source", "PO"),
            ("stock cancel needs HOLD [SKU QUANTITY ...], or --source DOCUMENT", "cancel"),
            ("stock land-cost needs RECEIPT and --cost", "land-cost", "R", "1"),
            ("stock revalue needs SKU QUANTITY and --cost", "revalue", "A", "1", "B", "1", "--cost", "1", "--currency", "CNY"),
            ("--cost needs --currency", "receive", "A", "1", "--cost", "1"),
            ("--cost: '1.005'", "receive", "A", "1", "--cost", "1.005", "--currency", "CNY"),
            ("--cost: 'RMB' is not an ISO 4217 currency", "receive", "A", "1", "--cost", "1", "--currency", "RMB"),
            ("--cost is of one SKU QUANTITY, not of 2", "receive", "A", "1", "B", "1", "--cost", "1", "--currency", "CNY"),
            ("--lot is of one SKU QUANTITY, not of 0", "receive", "--source", "PO", "--lot", "L"),
            ("--expires is of a lot", "receive", "A", "1", "--expires", "2027-01-01"),
            ("--serial names 2, and the quantity of A is 3", "receive", "A", "3", "--serial", "S1,S2"),
            ("--to-state cannot be 'damage'; did you mean 'damaged'?", "receive", "A", "1", "--to-state", "damage"),
            ("--picking cannot be 'x'", "define", "A", "--picking", "x"),
            ("--safety", "define", "A", "--safety", "-1"),
            ("stock approve needs --reason", "approve", "N"),
            ("--has-lots is not for stock receive", "receive", "A", "1", "--has-lots"),
            ("--to is not for stock receive", "receive", "A", "1", "--to", "HZ"),
            ("unknown command 'stock ship-transfre'; did you mean 'stock ship-transfer'?", "ship_transfre"),
        ):
            self.no_stock(2, message, *arguments)
        self.assertFalse(self.path.exists())
        self.no_stock(1, "ship_transfer needs to_location", "ship-transfer", "A", "1")

    def test_opening_stock_with_lots(self):
        self.stock("define", "TEA", "--has-lots")
        self.stock("define", "CAMERA", "--has-serials")
        text = "货号,数量,仓库,批次,有效期,序列号,成本\nTEA,5,SZ,L1,2027-01-01,,50.00\nCAMERA,1,SZ,,,S1,\"1,234.50\"\nTEA,1,SZ,,2027-01-01,,\nTEA,1,SZ,L2,soon,,\nTEA,1,SZ,L2,,,1.005\nTEA,1,SZ,,,,-1\nTEA,1,SZ,,,,\n"
        path = self.file("opening_lots.csv", text)
        self.no_stock(2, "a column of costs needs --currency", "import", path)
        done = run("stock", "--store", self.address, "import", path, "--currency", "CNY", "-o", "json")
        self.assertEqual((done.returncode, json.loads(done.stdout)[0]["done"], json.loads(done.stdout)[0]["refused"]), (1, 2, 5))
        for part in (":4: '2027-01-01' is of a lot, and none is given", ":5: 'soon' is not a time", ":6: '1.005' has more decimals", ":7: '-1' is below 0", ":8: sku 'TEA' has lots"):
            self.assertIn(part, done.stderr)
        self.assertEqual([(row["sku"], row["lot"], row["serial"], row["cost"]) for row in self.rows("ledger")], [("TEA", "L1", "", "5000"), ("CAMERA", "", "S1", "123450")])
        line = json.dumps({"key": "k", "verb": "receive", "at": "2026-11-11T00:00:00Z", "lines": [{"sku": "A", "quantity": 1, "cost": "2"}]})
        self.no_stock(1, "needs the document's 'currency'", "import", self.file("costs.jsonl", line))
        self.stock("import", self.file("costs.jsonl", line), "--currency", "JPY")
        self.assertEqual(self.rows("ledger", "A")[0]["cost"], "2")


class Usage(Case):
    RULES, CART = str(DOCUMENTS / "coupons.json"), str(DOCUMENTS / "coupons_cart.json")

    def setUp(self):
        self.path = self.folder / f"{self._testMethodName}.db"
        self.address = f"sqlite:{self.path}"

    def usage(self, *arguments, **options):
        return self.ok("usage", self.RULES, *arguments, "--store", self.address, **options)

    def no_usage(self, code, message, *arguments, **options):
        return self.refused(code, message, "usage", options.pop("rules", self.RULES), *arguments, "--store", self.address, **options)

    def rows(self, *arguments):
        return list(csv.DictReader(io.StringIO(self.usage(*arguments, "--output", "csv"))))

    def quote(self, name="quote.json", customer="lily", coupons=("WELCOME10", "ANNA-7"), unit="499.00"):
        """The path of a quote that is priced with a snapshot, and what it says."""
        cart = json.loads(pathlib.Path(self.CART).read_text())
        cart.update(customer=customer, coupons=list(coupons))
        cart["lines"][0]["unit"] = unit
        path = self.file("cart.json", json.dumps(cart))
        used = self.file("used.json", self.usage("snapshot", path, "-o", "json"))
        text = self.ok("price", path, "--rules", self.RULES, "--used", used, "-o", "json")
        return self.file(name, text), json.loads(text)

    def test_a_checkout_from_snapshot_to_payment(self):
        self.assertIn("There is none.", self.usage("snapshot", self.CART))  # nor was there a store
        path, quote = self.quote()
        self.assertEqual(quote["discount"], "15.00")
        out = self.usage("hold", path, "--for", "15m", "--key", "cart 1")
        hold = re.search(r"\nHold ([0-9a-f-]{36})\n", out)[1]
        self.assertIn("Held 2 uses that spend 15.00 EUR, until 20", out)
        self.assertIn(f"Next: commit {hold} when it is paid", out)
        again, priced = self.quote("again.json")
        self.assertEqual(priced["discount"], "0.00")  # one for a customer, one for a code
        self.assertRegex(self.usage("snapshot", self.CART), r"- +autumn +- +- +1 +10\.00")
        self.assertIn("Committed 2 uses that spend 15.00 EUR.", self.usage("commit", hold))
        self.assertEqual([(row["committed"], row["left"]) for row in self.rows("budgets", "autumn")], [("10.00", "4990.00")])
        self.assertIn("return gives it back", self.no_usage(1, "is committed", "release", "cart 1"))
        self.assertIn("Returned 2 uses, and 15.00 EUR: free again.", self.usage("return", "cart 1", "--reason", "cancelled"))
        self.assertEqual([(row["verb"], row["spent"]) for row in self.rows("ledger", "welcome")], [("commit", "10.00"), ("return", "-10.00")])
        self.assertEqual(self.usage("audit"), "Sound: nothing is over a limit or budget, and all sums are right.\n")
        self.assertEqual(json.loads(self.usage("audit", "-o", "json")), [])

    def test_a_key_is_done_once(self):
        path, _ = self.quote()
        first = self.usage("hold", path, "--expires", "2100-01-01", "--key", "h")
        self.assertIn("This key was known: nothing was done again.", self.usage("hold", path, "--expires", "2100-01-01", "--key", "h"))
        self.assertIn("Held 2 uses", first)
        self.assertIn("Only tried: nothing was done.", self.usage("release", "h", "--dry-run"))
        self.assertEqual([row["state"] for row in self.rows("holds", "--key", "h")], ["held", "held"])
        self.assertIn("Released 2 uses, and 15.00 EUR: free again.", self.usage("release", "h"))
        self.assertIn("key of its own", self.no_usage(1, "was used before", "hold", self.quote("other.json", coupons=["ANNA-7"])[0], "--for", "1m", "--key", "h"))

    def test_a_stale_quote_says_what_has_changed(self):
        rules = json.loads(pathlib.Path(self.RULES).read_text())
        rules["campaigns"][0]["budget"] = "15.00"
        small = self.file("small.json", json.dumps(rules))
        (lily, _), (ann, _), (bob, _) = (self.quote(f"{name}.json", name, ["WELCOME10"]) for name in ("lily", "ann", "bob"))
        self.usage("hold", lily, "--for", "1h")
        text = self.no_usage(1, "budget of campaign 'autumn': 5.00 left, the quote spends 10.00; price the cart again", "hold", ann, "--for", "1h", rules=small)
        self.assertIn("Price the cart again, with a new snapshot", text)
        self.no_usage(1, "重新计价", "hold", ann, "--for", "1h", "--language", "zh", rules=small)
        done = run("usage", small, "hold", ann, "--for", "1h", "--store", self.address, "-o", "json")
        result = json.loads(done.stdout)["results"][0]
        self.assertEqual((done.returncode, result["status"], result["by"], result["available_amount"]), (1, "QUOTE_STALE", "budget", "5.00"))
        self.assertEqual((result["use"], result["promotion"], result["campaign"], result["customer"]), (0, "welcome", "autumn", "ann"))
        rules["promotions"] = rules["promotions"][1:]
        self.no_usage(1, "the rulebook has no promotion 'welcome' any more", "hold", bob, "--for", "1h", rules=self.file("none.json", json.dumps(rules)))
        self.assertIn("Nothing is left", self.no_usage(1, "0 left, the quote uses 1", "hold", lily, "--for", "1h"))

    def test_slips(self):
        path, _ = self.quote()
        for message, *arguments in (
            ("unknown command 'usage hol'; did you mean 'usage hold'?", "hol"),
            ("usage hold needs QUOTE", "hold"),
            ("usage commit needs HOLD", "commit"),
            ("usage snapshot needs CART", "snapshot"),
            ("usage run needs FILE", "run"),
            ("usage hold needs its deadline", "hold", path),
            ("--for is a span of time", "hold", path, "--for", "soon"),
            ("--for is not for usage commit, but for: hold", "commit", "h", "--for", "1m"),
            ("--limit is not for usage audit", "audit", "--limit", "3"),
            ("--key is empty", "commit", "h", "--key", ""),
        ):
            self.no_usage(2, message, *arguments)
        self.refused(2, "usage needs RULEBOOK VERB", "usage", self.RULES)
        self.refused(2, "usage needs --store", "usage", self.RULES, "uses")
        self.no_usage(1, "No such file", "hold", "nothing.json", "--for", "1m")
        self.no_usage(1, "not 'ecomops.quote/1'", "hold", self.CART, "--for", "1m")
        self.no_usage(1, "What there is: ecomops usage RULEBOOK holds.", "commit", "nobody's")

    def test_tables(self):
        path, _ = self.quote()
        self.usage("hold", path, "--for", "1h30m", "--at", "2026-01-03T00:00:00Z", "--key", "h", "--actor", "shop", "--reference", "77")
        self.assertEqual([(row["promotion"], row["expires"], row["actor"]) for row in self.rows("holds", "friends")], [("friends", "2026-01-03T01:30:00Z", "shop")])
        self.assertEqual(self.rows("holds", "--since", "2026-01-04"), [])
        self.assertEqual(len(self.rows("uses", "--limit", "2")), 2)
        self.assertRegex(self.usage("uses"), r"promotion +customer +coupon +held +committed +limit +left +version")
        self.assertRegex(self.usage("budgets"), r"autumn +10\.00 +0\.00 +5,000\.00 +4,990\.00")
        self.assertRegex(self.usage("budgets", "--language", "zh"), r"营销活动 +占用 +已用 +预算 +剩余")
        self.assertIn("... and more: --limit 0 shows all.", self.usage("uses", "--limit", "1"))
        self.assertIn("There is none.", self.usage("ledger"))
        self.assertEqual(self.usage("tick", "--at", "2026-01-04"), "1 holds have expired.\n")
        self.assertEqual(json.loads(self.usage("tick", "-o", "json")), [{"expired": 0}])
        self.assertIn("hold anew", self.no_usage(1, "", "commit", "h"))

    def test_a_document(self):
        path = str(DOCUMENTS / "usage.json")
        self.assertRegex(self.usage("run", path), r"hold +OK +2 +15\.00")
        again = json.loads(self.usage("run", path, "-o", "json"))
        self.assertEqual([(result["uses"], result["spent"], result["replayed"]) for result in again["results"]], [(2, "15.00", True)] * 2)
        self.assertIn("valid ecomops.usage_commands/1", self.ok("validate", path))
        document = json.loads(pathlib.Path(path).read_text())
        document["commands"][0]["key"] = "another"
        text = self.no_usage(1, "limit_per_customer of promotion 'welcome'", "run", self.file("second.json", json.dumps(document)))
        self.assertIn("(at /commands/0/quote/uses/0", text)
        self.no_usage(1, "bad.json:1:", "run", self.file("bad.json", '{"schema": "ecomops.usage_commands/1", "commands": [{"key": 7}]}'))

    def test_many_processes_use_what_there_is(self):
        paths = [self.quote(f"quote{i}.json", f"c{i}", ["BEN-4"])[0] for i in range(4)]
        holders = [subprocess.Popen([ECOMOPS, "usage", self.RULES, "hold", path, "--for", "1h", "--store", self.address], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=PLAIN) for path in paths]
        codes = [(holder.communicate(timeout=60), holder.returncode)[1] for holder in holders]
        self.assertEqual((codes.count(0), codes.count(1)), (1, 3))  # a code for one
        self.usage("audit")


class Routing(Case):
    ORDERS = "order,sku,quantity,latitude,longitude\n1001,PHONE,2,31.2304,121.4737\n1001,CASE,3,31.2304,121.4737\n1002,PHONE,1,39.9,116.4\n1003,CASE,99,39.9,116.4\n"
    PLACES = (
        "仓库,类型,每包裹费用,每件费用,不限量,latitude,longitude\n北京,warehouse,8.00,,,39.9042,116.4074\n"
        "苏州,store,9.50,0.10,,31.2989,120.5853\n供应商,drop_ship,15,0.5,,23.1,113.3\n"
    )
    STOCK = "仓库,货号,可用库存,库龄\n北京,PHONE,9,3\n苏州,PHONE,1,40\n苏州,CASE,50,\n供应商,CASE,10,\n"

    def files(self, orders=ORDERS, places=PLACES, stock=STOCK):
        return (self.file("orders.csv", orders), "--locations", self.file("places.csv", places), "--stock", self.file("stock.csv", stock))

    def test_what_ships_from_where(self):
        done = run("stock", "route", *self.files(), "--per-km", "0.002", "-o", "csv")
        self.assertEqual(done.returncode, 1)  # 1003 can't be shipped
        rows = [(row["order"], row["sku"], row["location"], row["quantity"]) for row in csv.DictReader(io.StringIO(done.stdout))]
        self.assertEqual(rows, [("1001", "PHONE", "北京", "2"), ("1001", "CASE", "苏州", "3"), ("1002", "PHONE", "北京", "1"), ("1003", "CASE", "", "99")])
        done = run("stock", "route", *self.files(), "--per-km", "0.002", "--table", "orders", "-o", "json")
        orders = json.loads(done.stdout)
        self.assertEqual([row["status"] for row in orders], ["shipped", "shipped", "INSUFFICIENT"])
        self.assertEqual((orders[0]["cost"], orders[0]["gap"], orders[0]["proven"]), ("20.105", "0.000", True))

    def test_all_shipped_is_success_and_stock_is_used_up(self):
        orders = "order,sku,quantity\n1,CASE,30\n2,CASE,30\n"
        self.assertIn("2 orders shipped, 0 in part, 0 not.", self.ok("stock", "route", *self.files(orders)))
        done = run("stock", "route", *self.files(orders), "--consume", "--language", "zh")
        self.assertEqual(done.returncode, 0)
        self.assertIn("2 单可发", done.stdout)  # 20 and 10 are left
        done = run("stock", "route", *self.files(orders), "--consume", "--most-locations", "1")
        self.assertIn("1 orders shipped, 0 in part, 1 not.", done.stdout)

    def test_an_order_is_explained(self):
        text = self.ok("stock", "route", *self.files(), "--per-km", "0.002", "--explain", "1001")
        for part in ("PHONE  北京", "17.50", "20.105", "供应商: short of PHONE: 0 of 2", "Nothing is cheaper: proven"):
            self.assertIn(part, text)
        text = self.ok("stock", "route", *self.files(), "--explain", "1003", "--partial", "--most-locations", "1", "--language", "zh")
        for part in ("缺货待发", "供应商: 超出拆单上限；CASE 有 10，需 99", "北京: 没有订单中的货", "已证明成本最低"):
            self.assertIn(part, text)

    def test_distances_come_from_a_file(self):
        ways = self.file("ways.csv", "仓库,目的地,距离\n北京,上海,1200000\n苏州,上海,90000\n")
        orders = "订单号,货号,数量,目的地\n1,PHONE,1,上海\n"
        text = self.ok("stock", "route", *self.files(orders), "--distances", ways, "--per-km", "0.01", "--explain", "1")
        for part in ("PHONE  苏州", "10.50", "北京: costs 9.50 more"):
            self.assertIn(part, text)

    def test_mistakes_are_named(self):
        for message, files in (
            ("stock.csv:2: what is available is below 0", {"stock": self.STOCK.replace("PHONE,9", "PHONE,-9")}),
            ("stock.csv:3: there is no location '武汉'", {"stock": self.STOCK.replace("苏州,PHONE", "武汉,PHONE")}),
            ("places.csv:3: location '北京' is there twice", {"places": self.PLACES.replace("苏州", "北京")}),
            ("places.csv:2: a latitude is in -90 .. 90", {"places": self.PLACES.replace("39.9042", "139.9")}),
            ("orders.csv:4: a quantity is 1", {"orders": self.ORDERS.replace("PHONE,1", "PHONE,0")}),
            ("orders.csv:2: quantity 'two'", {"orders": self.ORDERS.replace("PHONE,2", "PHONE,two")}),
            ("no column is known to be 'quantity'", {"orders": "order,sku\n1,A\n"}),
        ):
            with self.subTest(message):
                self.refused(1, message, "stock", "route", *self.files(**files))
        for code, message, arguments in (
            (1, "there is no order '9'", ("--explain", "9")),
            (1, "exceeds 60 available of sku 'CASE'", ("--explain", "1003")),
            (2, "--table is orders, assignments or parcels", ("--table", "x")),
            (2, "--currency: 'XXY'", ("--currency", "XXY")),
            (2, "--per-km 'x'", ("--per-km", "x")),
            (2, "--batch is not for stock route", ("--batch", "3")),
        ):
            with self.subTest(message):
                self.refused(code, message, "stock", "route", *self.files(), *arguments)
        self.refused(2, "needs --locations FILE and --stock FILE", "stock", "route", self.files()[0])
MOVEMENTS = """sku,at,kind,quantity,unit_cost,movement,source
A,2026-01-01,receive,10,10.00,r1,
A,2026-01-02,receive,10,20.00,r2,
B,2026-01-02,receive,3,1,r1,
A,2026-01-03,issue,15,,s1,
A,2026-01-02 12:00:00,issue,1,,s0,
A,2026-01-05,return,2,,t1,s1
"""


class StockCost(Case):
    def cost(self, *arguments, content=MOVEMENTS, **options):
        return self.ok("stock", "cost", self.file("movements.csv", content), "--currency", "CNY", *arguments, **options)

    def rows(self, table, *arguments, **options):
        return list(csv.DictReader(io.StringIO(self.cost("--table", table, "-o", "csv", *arguments, **options))))

    def test_value_and_corrections(self):
        out = self.cost()
        self.assertRegex(out, r"A +fifo +6 +108\.00 +18\.00 +300\.00 +192\.00\n")
        self.assertIn("Received 303.00 = cost 192.00 + value 111.00.", out)
        self.assertIn("1 rows were late", out)
        self.assertEqual([(row["movement"], row["cost"]) for row in self.rows("cogs")], [("s1", "200.00"), ("s0", "10.00"), ("t1", "-28.00")])
        self.assertEqual(self.rows("corrections", "--closed-until", "2026-02-01"), [
            {"booked": "2026-02-01T00:00:00Z", "sku": "A", "movement": "s1", "caused_by": "s0", "reason": "late", "amount": "10.00"}])
        self.assertEqual([row["value"] for row in json.loads(self.cost("--table", "layers", "-o", "json"))], ["80.00", "28.00", "3.00"])
        self.assertEqual(len(self.rows("layers", "--limit", "2")), 2)
        self.assertIn("There is none.", self.cost("--table", "problems"))
        self.assertIn("--limit 0 shows all", self.cost("--limit", "1"))

    def test_methods_and_standards(self):
        self.assertEqual(self.rows("value", "--method", "average")[0]["cost"], "210.00")
        self.assertEqual(self.rows("value", "--method", "lifo")[0]["cost"], "228.00")
        skus = self.file("skus.csv", "商品编码,计价方式,标准成本\nA,标准成本,12.00\nB,移动平均,\n")
        value = self.rows("value", "--standard", skus)
        self.assertEqual([(row["method"], row["value"]) for row in value], [("standard", "72.00"), ("average", "3.00")])

    def test_files_in_chinese(self):
        content = "货号,业务日期,业务类型,数量,成本单价,单号\nA,2026/1/1,采购入库,1.5,\"1,234.50\",r1\nA,2026/1/2,销售出库,0.5,,s1\n"
        out = self.cost("--quantity-scale", "1", "--language", "zh", content=content.encode("gbk"))
        self.assertIn("入库金额 1,851.75 = 成本 617.25 + 库存金额 1,234.50。", out)
        self.assertIn("库存金额", out.splitlines()[0])

    def test_bad_rows_are_told_with_their_line(self):
        bad = MOVEMENTS + "\nB,2026-01-03,issue,x,,s1,\nB,2026-01-03,issue,1,5,s2,\nB,2026-01-04,return,1,,,s9\n"
        done = run("stock", "cost", self.file("bad.csv", bad), "--currency", "CNY", "-o", "csv")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(len(done.stdout.splitlines()), 3)
        self.assertIn("bad.csv:9: quantity 'x' is not a number", done.stderr)
        self.assertIn("bad.csv:10: issue has a cost of its own", done.stderr)
        self.assertIn("bad.csv:11: sku 'B' has no movement 's9'", done.stderr)
        many = run("stock", "cost", self.file("many.csv", MOVEMENTS + "B,2026-01-03,lost,1,,,\n" * 13), "--currency", "CNY")
        self.assertIn("3 more", many.stderr)

    def test_what_is_asked_for_is_checked(self):
        path = self.file("movements.csv", MOVEMENTS)
        for message, *arguments in [
            ("stock cost needs FILE", "--currency", "CNY"),
            ("stock cost needs --currency", path),
            ("--currency EURO is no currency", path, "--currency", "EURO"),
            ("--method is fifo, average, lifo or standard, not 'fefo'", path, "--currency", "CNY", "--method", "fefo"),
            ("--table is value, cogs", path, "--currency", "CNY", "--table", "sums"),
            ("--encoding is", path, "--currency", "CNY", "--encoding", "latin"),
            ("--batch is not for stock cost", path, "--currency", "CNY", "--batch", "3"),
        ]:
            self.refused(2, message, "stock", "cost", *arguments)
        self.refused(1, "known to be 'kind'", "stock", "cost", self.file("none.csv", "sku,at,quantity\n"), "--currency", "CNY")
        self.refused(1, "the file is empty", "stock", "cost", self.file("empty.csv", ""), "--currency", "CNY")
        self.refused(1, "No such file", "stock", "cost", str(self.folder / "nothing.csv"), "--currency", "CNY")
        skus = self.file("skus.csv", "sku,method\nA,fifo\nB,guess\n")
        self.refused(1, "skus.csv:3: 'guess' is no method", "stock", "cost", path, "--currency", "CNY", "--standard", skus)
        skus = self.file("skus.csv", "sku,standard_cost\nA,x\n")
        self.refused(1, "skus.csv:2: standard_cost 'x' is not a number", "stock", "cost", path, "--currency", "CNY", "--standard", skus)


if __name__ == "__main__":
    unittest.main(verbosity=1)
