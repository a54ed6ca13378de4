import time
from django.test import override_settings
from jurande.desk.story import telling

def test_it(db):
    with override_settings(JURANDE_DEMO=True, JURANDE_CDC_DEPOSITOR="DEMO0001", JURANDE_CDC_CERTIFIER="DEMO0001", JURANDE_CDC_CONTRACT="DEMO000001"):
        t=time.time(); telling.tell(); print(time.time()-t)
    from jurande.candidacies.models import Candidacy
    for c in Candidacy.objects.select_related("person","centre"): print(c.reference, c.person, c.state)
    from jurande.declarations.models import Declaration
    for d in Declaration.objects.all(): print(d.send_by, d.state, d.award.person)
    from jurande.juries.models import Case
    for d in Case.objects.order_by("session__held_on","position"): print(d.session, d.candidacy.person, d.state, d.verdict, d.validated, d.not_validated, d.casting_vote)
