from backoffice import charts


def test_a_spark_begins_at_the_left_and_ends_where_the_day_is():
    line = charts.spark([0, 5, 10], [0, 2, 4, 6, 10])
    assert line["now"] == "2,20 19,11.5 36,3"
    assert line["before"].split()[-1] == "70,3"
    assert line["end"] == "36 3"


def test_a_flat_spark_lies_on_the_ground():
    assert charts.spark([7, 7])["now"] == "2,20 70,20"


def test_a_spark_of_nothing_is_empty():
    assert charts.spark([]) == {"now": "", "before": "", "end": ""}


def test_bars_are_measured_against_the_highest_of_both():
    drawn = charts.bars([10], [20, 5], ["06", "07"], "orders")
    heights = {(bar.kind, bar.words): bar.height for bar in drawn["bars"]}
    assert heights == {("before", "06: 20 orders"): "110", ("now", "06: 10 orders"): "55", ("before", "07: 5 orders"): "27.5"}
    assert [value for _line, _text, value in drawn["scale"]] == ["0", "10", "20"]


def test_bars_of_a_quiet_day_stand_on_the_ground():
    drawn = charts.bars([0], [0], ["06"])
    assert {bar.height for bar in drawn["bars"]} == {"0"}


def test_an_interval_stays_on_its_rail():
    assert charts.interval(25, 50, 100, 40) == {"left": "25", "width": "25", "bound": "40"}
    assert charts.interval(90, 400, 100) == {"left": "90", "width": "10", "bound": ""}


def test_an_exact_figure_is_still_seen():
    assert charts.interval(50, 50, 100)["width"] == "3"
