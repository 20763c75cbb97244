"""Small plans, for what is shown of them."""

from datetime import date

from bot.learning.plan import Campaign, Document, Duty, Gauge, Goal, Plan, Recurring, Reporting, Target

LEARNED = Gauge("learned")


def a_target(target_id: str, *goals: Goal, measure: Gauge = LEARNED, **more: object) -> Target:
    values = {"indicator": f"Chỉ tiêu {target_id}", "whom": f"người của {target_id}", **more}
    return Target(id=target_id, measure=measure, goals=goals, **values)  # type: ignore[arg-type]


def a_plan(*targets: Target, **more: object) -> Plan:
    values = {
        "id": "mau", "title": "Kế hoạch mẫu", "place": "Xã Mẫu", "document": Document("UBND Xã Mẫu", "1/KH-UBND"),
        "first_year": 2025, "last_year": 2027, "unit_kinds": ("thon",),
        "groups": {"cadre": "Cán bộ", "resident": "Người dân"}, **more,
    }  # fmt: skip
    return Plan(targets=targets, **values)  # type: ignore[arg-type]


PLANS = (
    a_plan(
        a_target("can-bo", Goal(2026, 50), groups=("cadre",), responsible="Phòng VH-XH", helpers=("Văn phòng",)),
        a_target("nguoi-lon", Goal(2026, 85, "more_than"), Goal(2027, 100), groups=("cadre", "resident")),
        a_target("moi-nguoi", Goal(2026, 2, unit="người"), measure=Gauge("learned", at_least=1)),
        a_target("vneid", Goal(2026, 40), groups=("cadre", "resident"), measure=Gauge("official")),
        a_target("dien-thoai", Goal(2026, 85), measure=Gauge("survey", fact="smartphone"), remark="Hỏi sau."),
        a_target("to", Goal(2027, 100), measure=Gauge("activity", fact="team-trained")),
        reporting=Reporting(("Các thôn", "Phòng VH-XH"), "quarter", 25, ("Sơ kết",)),
        mentor_minimum=5,
        campaigns=(Campaign("dot", "Đợt cao điểm", date(2026, 11, 1), date(2026, 11, 30)),),
        recurring=(Recurring("luu-dong", "Điểm lưu động", "month", "friday", 4),),
        duties=(Duty("Các thôn", "Mời bà con học", ("Đoàn Thanh niên",)),),
    ),
    a_plan(a_target("can-bo", Goal(2025, 95, compare="at_least")), id="khac", place="Xã Khác", title="Kế hoạch khác"),
)
