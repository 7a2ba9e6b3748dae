import importlib.util
import pathlib
import unittest

PATH = pathlib.Path(__file__).parents[1] / "src" / "charge_card" / "handler.py"
SPEC = importlib.util.spec_from_file_location("charge_card", PATH)
charge_card = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(charge_card)


class ChargeCard(unittest.TestCase):
    def test_the_same_order_has_the_same_receipt(self):
        first = charge_card.handle({"orderId": "7"}, None)
        self.assertEqual(charge_card.handle({"orderId": "7"}, None), first)


if __name__ == "__main__":
    unittest.main()
