from tests.certificates.test_notices import *
import pytest
@pytest.mark.usefixtures("told")
def test_p():
    print(letter_to(ONDINE)); print(letter_to(BASILE)); assert 0
