import importlib.util
import pathlib
import unittest

PATH = pathlib.Path(__file__).parents[1] / "src" / "fee" / "handler.py"
SPEC = importlib.util.spec_from_file_location("fee", PATH)
fee = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(fee)


class Fee(unittest.TestCase):
    def test_unknown_schedule_is_standard(self):
        self.assertEqual(fee.handle({"amount": 10_000, "schedule": "?"}, None), {"fee": 140})


if __name__ == "__main__":
    unittest.main()
