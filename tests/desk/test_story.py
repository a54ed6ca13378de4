import time


def test_x(told):
    from jurande.declarations.models import Declaration

    for d in Declaration.objects.all():
        print(d.send_by, d.state, d.award.person, d.award.certificate.number)
    from jurande.juries.models import Case

    for d in Case.objects.order_by("session__held_on", "position"):
        print(d.session, d.candidacy.person, d.state, d.verdict, d.validated, d.not_validated, d.casting_vote)


def test_y(told):
    pass


def test_z(told):
    pass
