from macos.activity import process_info
from macos.machine import Mac

from app.machine.activity import Activity


def test_a_mac_does_not_put_it_to_rest_until_it_ends(mac: Mac) -> None:
    lasting: list[str] = []
    mac.framework("Foundation", classes=(process_info(lasting),))
    activity = Activity("The keys answer at once", "darwin")
    assert lasting == ["The keys answer at once"]
    activity.end()
    activity.end()
    assert lasting == []


def test_elsewhere_nothing_is_asked(mac: Mac) -> None:
    Activity("The keys answer at once", "linux").end()
    assert mac.calls == []
