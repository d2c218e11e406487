from django.db import migrations

from audit.watching import watch


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0006_service_connections"),
        ("audit", "0001_first"),
        ("allauth_idp_oidc", "0003_client_allow_uri_wildcards"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]

    operations = [
        watch("accounts_user", person="id", ignored=["last_login"]),
        watch("accounts_user_groups", person="user_id"),
        watch("accounts_user_user_permissions", person="user_id"),
        # The key of a token's row is its digest.
        watch("accounts_apitoken", person="user_id", row="user_id", ignored=["last_used_at"]),
        watch("accounts_membership", person="person_id"),
        watch("accounts_invitation", hidden=["email"]),
        watch("accounts_organisation", hidden=["contact_email", "description"]),
        watch("accounts_organisationdocument", hidden=["name"]),
        watch("accounts_serviceconnection", person="person_id"),
        watch("allauth_idp_oidc_client", hidden=["secret", "data"]),
        watch("account_emailaddress", person="user_id"),
        watch("auth_group"),
        watch("auth_group_permissions"),
        watch("mfa_authenticator", person="user_id", ignored=["last_used_at"]),
        watch("socialaccount_socialaccount", person="user_id", hidden=["uid"], ignored=["last_login"]),
    ]
