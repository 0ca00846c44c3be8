"""One event that very many want to hear of, and very many events for one."""

from alert_builders import NOON, alice, post_event, rule

from vedette.alert.ledger import EventLedger
from vedette.alert.matching.index import RuleIndex
from vedette.alert.steps import notify
from vedette.runtime.settings import ServiceSettings

WANTED = {"all": [{"kind": ["post"]}, {"place": {"admin": "SY/Idlib"}}]}


def test_an_event_that_thousands_of_rules_match_is_owed_to_each_and_its_ledger_fits_a_message():
    number = 2000
    index = RuleIndex(rule(f"watchers-of-idlib-{i}", WANTED) for i in range(number))
    owed = notify(post_event(), index=index, subscribers={"alice": alice()}, ledger=EventLedger(), now=NOON)
    assert len({due.delivery_id for due in owed.dues}) == number
    for_13_000 = len(owed.ledger.model_dump_json()) / number * 13_000
    assert for_13_000 < ServiceSettings(broker="b:1").max_message_bytes
