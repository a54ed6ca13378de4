"""What gunicorn serves."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from jurande.documents.seal import sealer

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jurande.config.settings")
application = get_wsgi_application()
sealer()  # a seal that cannot serve stops the server now, not a jury on its day
