from app.controls import Control, ControlTree, Role


def test_a_tree_is_walked_from_the_top_each_control_before_those_inside() -> None:
    tree = ControlTree(
        Control(
            Role.WINDOW,
            "w",
            children=(
                Control(Role.GROUP, "g", children=(Control(Role.BUTTON, "a"), Control(Role.BUTTON, "b"))),
                Control(Role.TEXT, "t"),
            ),
        )
    )
    assert [control.name for control in tree.root.walk()] == ["w", "g", "a", "b", "t"]
