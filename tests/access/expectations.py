"""What everybody gets at every address: the table of who may do what.

Each line names an address (`*` stands for anything) and, for each method, one word for everybody or one word for each
of visitor, stranger, member and administrator. The objects are the member's. People who differ from those they are
like are added as `name=word`. The words:

    ok     shown                             no     refused (403)
    go     sent elsewhere                    none   does not exist (404)
    login  asked to sign in (302 or 401)     not    does not take this method (405)
    shut   not, for the visitor login
    try    let in: done, or told what is wrong with the request (2xx, 3xx, 400, 409, 415 or 422)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from tests.access.expected_admin import ADMIN
from tests.access.people import COLUMNS, PEOPLE

# Views that take a POST from another site because it carries no session's rights. The API takes tokens only.
# The signed address of a mail entitles whoever posts to it to end mails (RFC 8058).
# Services of others ask with their own secret or with a key that they were given.
CSRF_EXEMPT = {"accounts:unsubscribe", "notices:unsubscribe", "idp:oidc:token", "idp:oidc:revoke", "idp:oidc:userinfo"}

# Views that say themselves who may see them, for visitors get there without being asked to sign in. Runs of a visitor
# are kept by the visitor's cookie.
PUBLIC_VIEWS = """
healthz readyz robots-txt security-txt favicon web-manifest sitemap sitemap-part mail-list portal:home portal:about
portal:solutions portal:services portal:demonstrations portal:style-guide portal:privacy portal:cookies portal:terms
portal:accessibility portal:security portal:imprint portal:listing-policy portal:transparency portal:transparency-period
portal:transparency-csv portal:transparency-json account_login account_logout account_inactive account_signup
account_signup_by_passkey account_confirm_login_code account_email_verification_sent account_reset_password
account_reset_password_done account_reset_password_from_key account_reset_password_from_key_done mfa_authenticate
mfa_login_webauthn mfa_signup_webauthn openid_connect_login openid_connect_callback socialaccount_login_cancelled
socialaccount_signup admin-entrance accounts:consent-confirm accounts:unsubscribe accounts:invitation
demos:analyzer-list demos:analyzer-detail demos:sample-run demos:sample-file catalogue:offering-list
catalogue:offering-detail catalogue:provider-list catalogue:provider-detail catalogue:feed-atom catalogue:feed-json
catalogue:submission-checks
catalogue:price-settings catalogue:card media:file catalogue:compare catalogue:favourite-list
catalogue:favourite-restore catalogue:favourite-shared catalogue:favourite-save catalogue:favourite-remove
catalogue:favourite-note catalogue:favourite-move search:results search:suggestions search:ranking demos:run-list
demos:run-detail demos:run-status demos:run-cancel demos:run-delete demos:run-export idp:oidc:configuration
idp:oidc:jwks idp:oidc:authorization idp:oidc:token idp:oidc:revoke idp:oidc:userinfo idp:oidc:logout
feedback:review-list notices:unsubscribe
demos:finding-detail demos:share-create demos:share-delete demos:shared-run demos:shared-finding demos:shared-export
procurement:evidence-detail procurement:certificate-file procurement:shortlist-check
"""
PUBLIC = set(PUBLIC_VIEWS.split())

PAGES = """
GET | POST

healthz                                ok | not
readyz                                 ok | not
robots-txt                             ok | not
security-txt                           ok | not
favicon                                go | not
web-manifest                           ok | not
sitemap                                ok | ok
sitemap-part                           ok | ok
mail-list                              ok | not

portal:home                            ok | not
portal:about                           ok | not
portal:solutions                       ok | not
portal:services                        ok | not
portal:demonstrations                  ok | not
portal:style-guide                     none | not
portal:privacy                         ok | not
portal:cookies                         ok | not
portal:terms                           ok | not
portal:accessibility                   ok | not
portal:security                        ok | not
portal:imprint                         ok | not
portal:listing-policy                  ok | not
portal:transparency                    ok | not
portal:transparency-period             ok | not
portal:transparency-csv                ok | not
portal:transparency-json               ok | not

search:results                         ok                      | not
search:suggestions                     ok                      | not
search:ranking                         ok                      | not

account_login                          ok go go go             | try
account_logout                         go ok ok ok             | try
account_inactive                       ok                      | not
account_signup                         ok go go go             | try
account_reauthenticate                 login ok ok ok          | login try try try
account_email                          login ok ok ok          | login try try try
account_email_verification_sent        login go go go          | login go go go
account_change_password                login ok ok ok          | login try try try
account_set_password                   login go go go          | login go go go
account_reset_password                 ok                      | try
account_reset_password_done            ok                      | not
account_reset_password_from_key        ok                      | try
account_reset_password_from_key_done   ok                      | not
account_confirm_login_code             login go go go          | login go go go

account_signup_by_passkey              ok go go go             | try

openid_connect_login                   none                    | none
openid_connect_callback                none                    | not
socialaccount_connections              login ok ok ok          | login try try try
socialaccount_login_cancelled          ok                      | not
socialaccount_signup                   login                   | login

# Those whose role demands a second factor have an app; the member, who owns an organisation, has a passkey, too.
mfa_index                              login ok ok ok          | login not not not
mfa_authenticate                       login go go go          | login go go go
mfa_reauthenticate                     login go ok ok org-owner=ok reviewer=ok | login go ok ok org-owner=ok reviewer=ok
mfa_activate_totp                      login ok go go org-owner=go reviewer=go | login try go go
mfa_deactivate_totp     login none ok ok org-owner=ok reviewer=ok | login none try try org-owner=try reviewer=try
mfa_view_recovery_codes                login none none none    | login not not not
mfa_generate_recovery_codes            login ok ok ok          | login try try try
mfa_download_recovery_codes            login none none none    | login none none none
mfa_list_webauthn                      login ok ok ok          | login not not not
mfa_add_webauthn                       login ok ok ok          | login try try try
mfa_reauthenticate_webauthn            login go ok go          | login go try go
mfa_remove_webauthn                    login none ok none      | login none try none
mfa_edit_webauthn                      login none ok none      | login none try none
mfa_login_webauthn                     login go go go          | login go go go
mfa_signup_webauthn                    go                      | go

# Without a question of a service there is nothing to answer; the program's addresses know no session.
idp:oidc:configuration                 ok                      | not
idp:oidc:jwks                          ok                      | not
idp:oidc:authorization                 try                     | login try try try
idp:oidc:token                         not                     | try
idp:oidc:revoke                        not                     | try
idp:oidc:userinfo                      login                   | login
idp:oidc:logout                        go ok ok ok             | go

catalogue:offering-list                ok                      | not
catalogue:offering-detail              ok                      | not
catalogue:provider-list                ok                      | not
catalogue:provider-detail              ok                      | not
catalogue:feed-atom                    ok                      | not
catalogue:feed-json                    ok                      | not
catalogue:card                         go                      | not
media:file                             ok                      | not
catalogue:price-settings               ok                      | try
catalogue:compare                      ok                      | not
catalogue:submission-checks            ok                      | not
catalogue:favourite-list               ok                      | not
catalogue:favourite-restore            not                     | go
catalogue:favourite-share              login not not not       | login go go go
catalogue:favourite-unshare            login not not not       | login go go go
catalogue:favourite-shared             ok                      | not
catalogue:favourite-save               ok                      | go
catalogue:favourite-remove             not                     | none none go none
catalogue:favourite-note               not                     | none none go none
catalogue:favourite-move               not                     | none none go none

# The review to vote on, to report and to reply to is the member's own.
feedback:review-list                   ok                      | not
feedback:review-write                  login ok ok ok          | login try try try
feedback:review-delete                 login not not not       | login go go go
feedback:review-vote                   login not not not       | login go no go
feedback:review-report                 login ok ok ok          | login try try try
feedback:review-reply                  login no no no          | login no no no
# The request is the member's. With its provider the organisation of the member has nothing to do.
desk:figures-detail                    login none ok none org-viewer=ok org-editor=ok org-owner=ok | login not not not
desk:figures-export                    login none ok none org-viewer=ok org-editor=ok org-owner=ok | login not not not
enquiries:enquiry-list                 login ok ok ok          | login not not not
enquiries:enquiry-export               login ok ok ok          | login not not not
notices:notice-list                    login ok ok ok          | login not not not
notices:notice-read-all                login not not not       | login go go go
notices:settings                       login ok ok ok          | login try try try
notices:unsubscribe                    ok                      | ok
notices:notice-open                    login none go none      | login not not not
notices:notice-read                    login not not not       | login none go none
enquiries:enquiry-ask                  login ok ok ok          | login try try try
enquiries:enquiry-ask-provider         login ok ok ok          | login try try try
enquiries:enquiry-detail               login none ok none      | login not not not
enquiries:enquiry-write                login not not not       | login none try none
enquiries:enquiry-close                login not not not       | login none go none
enquiries:enquiry-share                login not not not       | login none try none
enquiries:enquiry-withdraw             login not not not       | login none go none
enquiries:enquiry-attended             login not not not       | login none no none
enquiries:enquiry-not-attended         login not not not       | login none no none
enquiries:enquiry-file                 login none ok none      | login not not not
# The decision is about a submission of the member's organisation.
desk:submission-appeal                 login none ok none org-viewer=ok org-editor=ok org-owner=ok | \
login none try none org-viewer=try org-editor=try org-owner=try
desk:submission-statement              login none ok none org-viewer=ok org-editor=ok org-owner=ok | login not not not
procurement:evidence-detail            ok                      | not
procurement:certificate-file           ok                      | not
procurement:shortlist-check            ok                      | try
procurement:shortlist-list             login ok ok ok          | login not not not
procurement:shortlist-create           login ok ok ok          | login try try try
procurement:shortlist-detail           login none ok none      | login not not not
procurement:shortlist-export           login none ok none      | login not not not
procurement:shortlist-remove           login not not not       | login none go none
procurement:register-detail            login none ok none      | login not not not
procurement:register-file              login none ok none      | login not not not

desk:listing-list                      login ok ok ok          | login not not not
desk:listing-create                    login ok ok ok          | login try try try
desk:provider-create                   login none ok none      | login none try none
desk:proposal-open       login not not not | login none go none org-viewer=no org-editor=go org-owner=go
desk:submission-detail   login none ok none org-viewer=ok org-editor=ok org-owner=ok | login not not not
desk:submission-edit login none ok none org-viewer=no org-editor=ok org-owner=ok | login none try none org-viewer=no \
    org-editor=try org-owner=try
desk:submission-media login none ok none org-viewer=no org-editor=ok org-owner=ok | login none try none org-viewer=no \
    org-editor=try org-owner=try
desk:submission-media-change login not not not | login none try none org-viewer=no org-editor=try org-owner=try
desk:submission-settle   login not not not | login none try none org-viewer=no org-editor=try org-owner=try
desk:submission-step     login not not not | login none try none org-viewer=no org-editor=try org-owner=try

accounts:service-list                  login ok ok ok          | login not not not
accounts:service-end                   login not not not       | login none go none
accounts:profile                       login ok ok ok          | login try try try
accounts:token-list                    login ok ok ok          | login try try try
accounts:token-delete                  login not not not       | login none go none
accounts:device-list                   login ok ok ok          | login not not not
accounts:device-end-others             login not not not       | login go go go
accounts:device-end                    login not not not       | login none go none
accounts:privacy                       login ok ok ok          | login not not not
accounts:consent-give                  login not not not       | login try try try
accounts:consent-withdraw              login not not not       | login go go go
accounts:consent-confirm               ok none ok none         | ok none ok none
accounts:unsubscribe                   ok                      | ok
accounts:data                          login ok ok ok          | login go go go
accounts:data-download                 login none ok none      | login not not not
accounts:erase                         login ok ok ok          | login try try try
accounts:records                       login no no ok          | login not not not
accounts:organisation-list             login ok ok ok          | login not not not
accounts:organisation-apply            login ok ok ok          | login try try try
accounts:organisation-detail           login none ok none org-viewer=ok org-editor=ok org-owner=ok | login not not not
accounts:organisation-invite           login not not not | login none try none org-viewer=no org-editor=no org-owner=try
accounts:organisation-leave            login not not not | login none try none org-viewer=go org-editor=go org-owner=go
accounts:organisation-transfer         login not not not | login none try none org-viewer=no org-editor=no org-owner=try
accounts:membership-change             login not not not | login none try none org-viewer=no org-editor=no org-owner=try
accounts:membership-remove             login not not not | login none go none org-viewer=no org-editor=no org-owner=go
accounts:invitation-revoke             login not not not | login none go none org-viewer=no org-editor=no org-owner=go
accounts:invitation-answer             login not not not       | login none go none
accounts:invitation                    ok                      | go

demos:analyzer-list                    ok                      | not
demos:analyzer-detail                  ok                      | not
demos:sample-run                       not                     | go
demos:sample-file                      ok                      | not
demos:upload-create                    login ok ok ok          | login try try try
demos:run-prepare                      login none ok none      | login none try none
demos:run-list                         ok                      | not
demos:run-detail                       none none ok none       | not
demos:run-status                       none none ok none       | not
demos:finding-detail                   none none ok none       | not
demos:run-cancel                       not                     | none none go none
demos:run-delete                       not                     | none none go none
demos:run-export                       none none ok none       | not
demos:share-create                     not                     | none none go none
demos:share-delete                     not                     | none none go none
demos:shared-run                       ok                      | not
demos:shared-finding                   ok                      | not
demos:shared-export                    ok                      | not
"""

API = """
GET | POST | PUT | PATCH | DELETE

api:schema           ok                  | not                 | not  | not  | not
api:docs             ok                  | not                 | not  | not  | not
api:offering-list    ok                  | not                 | not  | not  | not
api:offering-detail  ok                  | not                 | not  | not  | not
api:favourite-list   login ok ok ok      | login try try try   | shut | shut | shut
api:favourite-detail shut                | shut                | shut | shut | login none ok none
api:review-list      ok                  | login try try try   | not  | not  | not
api:review-detail    ok                  | not                 | not  | not  | login none ok none
api:rating-list      ok                  | not                 | not  | not  | not
api:rating-detail    ok                  | not                 | not  | not  | not
api:request-list     login ok ok ok      | login try try try   | shut | shut | shut
api:request-detail   login none ok none  | shut                | shut | shut | shut
api:request-messages shut                | login none try none | shut | shut | shut
api:request-close    shut                | login none ok none  | shut | shut | shut
api:request-contact  shut                | login none try none | shut | shut | shut
api:request-withdraw shut                | login none ok none  | shut | shut | shut
api:request-attended shut              | login none no none  | shut | shut | shut
api:request-not-attended shut          | login none no none  | shut | shut | shut
api:request-attachment login none ok none | shut               | shut | shut | shut
api:notification-list login ok ok ok    | shut                | shut | shut | shut
api:notification-read-all shut          | login ok ok ok      | shut | shut | shut
api:notification-read shut              | login none ok none  | shut | shut | shut
api:submission-list   login ok ok ok      | login try try try   | shut | shut | shut
api:submission-detail login none ok none org-viewer=ok org-editor=ok org-owner=ok | shut | shut | \
    login none try none org-viewer=no org-editor=try org-owner=try | shut
api:submission-steps  shut | login none try none org-viewer=no org-editor=try org-owner=try | shut | shut | shut
api:submission-settle shut | login none try none org-viewer=no org-editor=try org-owner=try | shut | shut | shut
api:submission-checks login none ok none org-viewer=no org-editor=ok org-owner=ok | shut | shut | shut | shut
api:submission-appeal login none ok none org-viewer=ok org-editor=ok org-owner=ok | \
    login none try none org-viewer=try org-editor=try org-owner=try | shut | shut | shut
api:submission-file-list login none ok none org-viewer=ok org-editor=ok org-owner=ok | \
    login none try none org-viewer=no org-editor=try org-owner=try | shut | shut | shut
api:submission-file-detail login none ok none org-viewer=ok org-editor=ok org-owner=ok | shut | shut | \
    login none try none org-viewer=no org-editor=try org-owner=try | \
    login none try none org-viewer=no org-editor=try org-owner=try
api:provider-list    ok                  | not                 | not  | not  | not
api:provider-detail  ok                  | not                 | not  | not  | not
api:evidence-detail  ok                  | not                 | not  | not  | not
api:figures-detail   login none ok none org-viewer=ok org-editor=ok org-owner=ok | shut | shut | shut | shut
api:shortlist-list   login ok ok ok      | shut                | shut | shut | shut
api:shortlist-detail login none ok none  | shut                | shut | shut | shut
api:algorithm-list   ok                  | not                 | not  | not  | not
api:algorithm-detail ok                  | not                 | not  | not  | not
api:search-list      ok                  | not                 | not  | not  | not
api:upload-list      login ok ok ok      | login try try try   | shut | shut | shut
api:upload-detail    login none ok none  | shut                | shut | shut | login none ok none
api:upload-preview   login none ok none  | shut                | shut | shut | shut
api:run-list         login ok ok ok      | login try try try   | shut | shut | shut
api:run-detail       login none ok none  | shut                | shut | shut | login none ok none
api:run-cancel       shut                | login none ok none  | shut | shut | shut
api:run-export       login none ok none  | shut                | shut | shut | shut
api:run-findings     login none ok none  | shut                | shut | shut | shut
api:run-result       login none ok none  | shut                | shut | shut | shut
api:run-share        shut                | login none try none | shut | shut | shut
"""


LET_IN = {"ok", "go", "told"}
WORDS = {word: {word} for word in ("ok", "go", "login", "no", "none", "not")} | {"try": LET_IN}
SHUT = ["login", "not", "not", "not"]


@dataclass(frozen=True)
class Expectation:
    """One line of the table: for each method, for each person, the outcomes that are right."""

    pattern: str
    by_method: Mapping[str, Mapping[str, set[str]]]

    def is_for(self, name: str) -> bool:
        return self.pattern == name or fnmatchcase(name, self.pattern)


def read(table: str) -> list[Expectation]:
    header, *lines = [line for line in table.splitlines() if line and not line.startswith("#")]
    methods = header.split(" | ")
    found = []
    for line in lines:
        pattern, _space, rest = line.partition(" ")
        cells = rest.split("|")
        assert len(cells) == len(methods), f"{pattern}: write one cell for each of {', '.join(methods)}"
        by_method = {method: _cell(pattern, cell.split()) for method, cell in zip(methods, cells, strict=True)}
        found.append(Expectation(pattern, by_method))
    return found


def _cell(pattern: str, words: list[str]) -> dict[str, set[str]]:
    plain = SHUT if words == ["shut"] else [word for word in words if "=" not in word]
    assert len(plain) in {1, len(COLUMNS)}, f"{pattern}: write one word, or one for each of {', '.join(COLUMNS)}"
    chosen = dict(zip(COLUMNS, plain * (len(COLUMNS) // len(plain)), strict=True))
    chosen |= {name: chosen[person.like] for name, person in PEOPLE.items() if person.like}
    chosen |= dict(word.split("=") for word in words if "=" in word)
    assert chosen.keys() == PEOPLE.keys(), f"{pattern}: {', '.join(chosen.keys() - PEOPLE.keys())} is nobody"
    assert set(chosen.values()) <= WORDS.keys(), f"{pattern}: the words are {', '.join(WORDS)}"
    return {name: WORDS[word] for name, word in chosen.items()}


EXPECTATIONS = [expectation for table in (PAGES, ADMIN, API) for expectation in read(table)]


def expectation_for(name: str) -> Expectation | None:
    return next((one for one in EXPECTATIONS if one.is_for(name)), None)
