"""Why a field tells nothing about a person, in the words that declarations share."""

from django.utils.translation import gettext_lazy as _

TECHNICAL = _("A number of the database's own.")
BOOKKEEPING = _("Says how far a worker is.")
LINK = _("The person's own number, which stands with the account.")
