"""What everybody gets at the addresses of the administration; ``expectations`` says how to read it."""

from __future__ import annotations

ADMIN = """
GET | POST

admin-entrance                               login no no go         | login no no go
admin-password                               login go go go         | login go go go
admin:logout                                 login go go not        | login go go try
admin:index                                  login login login ok   | login login login try
admin:password_change_done                   login login login ok   | login login login not
admin:autocomplete                           login login login no   | login login login not
admin:jsi18n                                 login login login ok   | login login login not
admin:view_on_site                           login login login go   | login login login try
admin:app_list                               login login login ok   | login login login try
admin:auth_user_password_change              login login login ok   | login login login try

admin:accounts_organisation_changelist       login login login ok   | login login login try
admin:accounts_organisation_add              login login login no   | login login login no
admin:accounts_organisation_change           login login login ok   | login login login try
admin:accounts_organisation_history          login login login go   | login login login go
admin:accounts_organisation_delete           login login login no   | login login login no
admin:accounts_organisation_decide           login login login ok   | login login login try
admin:accounts_organisation_document         login login login ok   | login login login ok

admin:accounts_consentrecord_changelist      login login login ok   | login login login try
admin:accounts_consentrecord_add             login login login no   | login login login no
admin:accounts_consentrecord_change          login login login ok   | login login login no
admin:accounts_consentrecord_history         login login login ok   | login login login try
admin:accounts_consentrecord_delete          login login login no   | login login login no

admin:accounts_user_changelist               login login login ok   | login login login try
admin:accounts_user_add                      login login login ok   | login login login try
admin:accounts_user_change                   login login login ok   | login login login try
admin:accounts_user_history                  login login login go   | login login login go
admin:accounts_user_delete                   login login login no   | login login login no
admin:accounts_user_step                     login login login ok   | login login login try
admin:accounts_user_merge                    login login login ok   | login login login try

admin:auth_group_changelist                  login login login ok   | login login login try
admin:auth_group_add                         login login login ok   | login login login try
admin:auth_group_change                      login login login ok   | login login login try
admin:auth_group_history                     login login login ok   | login login login try
admin:auth_group_delete                      login login login ok   | login login login try

admin:account_emailaddress_changelist        login login login ok   | login login login try
admin:account_emailaddress_add               login login login ok   | login login login try
admin:account_emailaddress_change            login login login ok   | login login login try
admin:account_emailaddress_history           login login login ok   | login login login try
admin:account_emailaddress_delete            login login login ok   | login login login try

admin:mfa_authenticator_changelist           login login login ok   | login login login try
admin:mfa_authenticator_add                  login login login no   | login login login no
admin:mfa_authenticator_change               login login login ok   | login login login no
admin:mfa_authenticator_history              login login login ok   | login login login try
admin:mfa_authenticator_delete               login login login ok   | login login login try

admin:usersessions_usersession_changelist    login login login ok   | login login login try
admin:usersessions_usersession_add           login login login no   | login login login no
admin:usersessions_usersession_change        login login login ok   | login login login no
admin:usersessions_usersession_history       login login login ok   | login login login try
admin:usersessions_usersession_delete        login login login ok   | login login login try

admin:socialaccount_socialaccount_changelist login login login ok   | login login login try
admin:socialaccount_socialaccount_add        login login login no   | login login login no
admin:socialaccount_socialaccount_change     login login login ok   | login login login no
admin:socialaccount_socialaccount_history    login login login ok   | login login login try
admin:socialaccount_socialaccount_delete     login login login ok   | login login login try

admin:allauth_idp_oidc_client_changelist     login login login ok   | login login login try
admin:allauth_idp_oidc_client_add            login login login ok   | login login login try
admin:allauth_idp_oidc_client_change         login login login ok   | login login login try
admin:allauth_idp_oidc_client_history        login login login ok   | login login login try
admin:allauth_idp_oidc_client_delete         login login login ok   | login login login try

admin:catalogue_offering_changelist            login login login ok   | login login login try
admin:catalogue_offering_add                   login login login ok   | login login login try
admin:catalogue_offering_change                login login login ok   | login login login try
admin:catalogue_offering_history               login login login ok   | login login login try
admin:catalogue_offering_compare               login login login ok   | login login login try
admin:catalogue_offering_revision              login login login ok   | login login login try
admin:catalogue_offering_restore               login login login ok   | login login login try
admin:catalogue_offering_delete                login login login ok   | login login login try
admin:catalogue_offering_import                login login login ok   | login login login try
admin:catalogue_offering_import_template       login login login ok   | login login login not
admin:catalogue_offering_import_schema         login login login ok   | login login login not
admin:catalogue_offering_import_detail         login login login none | login login login not
admin:catalogue_offering_import_status         login login login none | login login login not
admin:catalogue_offering_import_start          login login login not  | login login login none
admin:catalogue_offering_import_stop           login login login not  | login login login none
admin:catalogue_offering_import_report         login login login none | login login login not

admin:catalogue_provider_changelist            login login login ok   | login login login try
admin:catalogue_provider_add                   login login login ok   | login login login try
admin:catalogue_provider_change                login login login ok   | login login login try
admin:catalogue_provider_history               login login login ok   | login login login try
admin:catalogue_provider_compare               login login login ok   | login login login try
admin:catalogue_provider_revision              login login login ok   | login login login try
admin:catalogue_provider_restore               login login login ok   | login login login try
admin:catalogue_provider_delete                login login login ok   | login login login try

admin:catalogue_term_changelist                login login login ok   | login login login try
admin:catalogue_term_add                       login login login ok   | login login login try
admin:catalogue_term_change                    login login login ok   | login login login try
admin:catalogue_term_history                   login login login ok   | login login login try
admin:catalogue_term_compare                   login login login ok   | login login login try
admin:catalogue_term_revision                  login login login ok   | login login login try
admin:catalogue_term_restore                   login login login ok   | login login login try
admin:catalogue_term_delete                    login login login ok   | login login login try

admin:catalogue_rate_changelist                login login login ok   | login login login try
admin:catalogue_rate_add                       login login login no   | login login login no
admin:catalogue_rate_change                    login login login ok   | login login login no
admin:catalogue_rate_history                   login login login ok   | login login login try
admin:catalogue_rate_delete                    login login login no   | login login login no

admin:catalogue_raterefresh_changelist         login login login ok   | login login login try
admin:catalogue_raterefresh_add                login login login no   | login login login no
admin:catalogue_raterefresh_change             login login login ok   | login login login no
admin:catalogue_raterefresh_history            login login login ok   | login login login try
admin:catalogue_raterefresh_delete             login login login no   | login login login no

admin:publishing_appeal_changelist           login login login ok   | login login login try
admin:publishing_appeal_add                  login login login no   | login login login no
admin:publishing_appeal_change               login login login ok   | login login login no
admin:publishing_appeal_history              login login login ok   | login login login try
admin:publishing_appeal_delete               login login login no   | login login login no
admin:publishing_appeal_decide               login login login ok   | login login login try

admin:publishing_reasoneddecision_changelist login login login ok   | login login login try
admin:publishing_reasoneddecision_add        login login login no   | login login login no
admin:publishing_reasoneddecision_change     login login login ok   | login login login no
admin:publishing_reasoneddecision_history    login login login ok   | login login login try
admin:publishing_reasoneddecision_delete     login login login no   | login login login no

admin:feedback_review_changelist             login login login ok   | login login login try
admin:feedback_review_add                    login login login no   | login login login no
admin:feedback_review_change                 login login login ok   | login login login try
admin:feedback_review_history                login login login ok   | login login login try
admin:feedback_review_delete                 login login login no   | login login login no
admin:feedback_review_decide                 login login login ok   | login login login try

admin:feedback_feedbackswitches_changelist   login login login ok   | login login login try
admin:feedback_feedbackswitches_add          login login login ok   | login login login try
admin:feedback_feedbackswitches_change       login login login ok   | login login login try
admin:feedback_feedbackswitches_history      login login login ok   | login login login try
admin:feedback_feedbackswitches_delete       login login login ok   | login login login try

admin:publishing_submission_changelist       login login login ok   | login login login try
admin:publishing_submission_add              login login login no   | login login login no
admin:publishing_submission_change           login login login ok   | login login login no
admin:publishing_submission_history          login login login go   | login login login go
admin:publishing_submission_delete           login login login no   | login login login no
admin:publishing_submission_looking          login login login no   | login login login no

admin:procurement_*_changelist               login login login ok   | login login login try
admin:procurement_*_add                      login login login ok   | login login login try
admin:procurement_*_change                   login login login ok   | login login login try
admin:procurement_*_history                  login login login ok   | login login login try
admin:procurement_*_delete                   login login login ok   | login login login try

admin:audit_auditentry_changelist            login login login ok   | login login login try
admin:audit_auditentry_add                   login login login no   | login login login no
admin:audit_auditentry_change                login login login ok   | login login login no
admin:audit_auditentry_delete                login login login no   | login login login no
admin:audit_auditentry_history               login login login ok   | login login login try
admin:audit_auditentry_export                login login login ok   | login login login ok

admin/*/<path:object_id>/                    login login login go   | login login login go
admin/(?P<url>.*)$                           login login login none | login login login none
"""
