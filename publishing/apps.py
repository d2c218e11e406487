from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    name = "publishing"
    verbose_name = _("Publishing")

    def ready(self) -> None:
        from accounts.merging import moves, register
        from publishing.models import Appeal, Revision, StateChange, Submission
        from publishing.personal_data import declare_all
        from publishing.submissions import telling

        declare_all()
        telling.register_all()
        register(
            moves(Revision, "author"),
            moves(Submission, "author"),
            moves(Submission, "reviewer"),
            moves(StateChange, "actor"),
            moves(Appeal, "person"),
            moves(Appeal, "reviewer"),
        )
