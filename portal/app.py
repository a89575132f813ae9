"""The portal, put together from its features: a list and a loop."""

from __future__ import annotations

import logging
from contextlib import suppress
from importlib.metadata import version
from typing import Any

from flask_login import LoginManager
from jinja2 import FileSystemBytecodeCache, StrictUndefined
from jinja2.bccache import Bucket

from portal import __version__
from portal.accounts.feature import feature as accounts
from portal.accounts.sessions import person_of
from portal.alliances.feature import feature as alliances
from portal.ballots.feature import feature as ballots
from portal.catalog.feature import feature as catalog
from portal.consultations.feature import feature as consultations
from portal.control.feature import feature as control
from portal.conventions.feature import feature as conventions
from portal.core import nightly, pages, richtext
from portal.core.config import Config
from portal.core.csrf import csrf
from portal.core.db import db
from portal.core.engines import use_real_transactions
from portal.core.events import Switchboard
from portal.core.feature import Feature
from portal.core.i18n import babel, gettext_of_templates, ngettext_of_templates
from portal.core.language.current import reader
from portal.core.settings import Shelf
from portal.core.web import Portal, resources
from portal.discussions.feature import feature as discussions
from portal.duty.feature import feature as duty
from portal.files.feature import feature as files
from portal.forums.feature import feature as forums
from portal.honor.feature import feature as honor
from portal.meetings.feature import feature as meetings
from portal.notices.feature import feature as notices
from portal.notifications.feature import feature as notifications
from portal.papers.feature import feature as papers
from portal.places.feature import feature as places
from portal.points.feature import feature as points
from portal.search.feature import feature as search
from portal.site.feature import feature as site
from portal.statements.feature import feature as statements

# from the ground up; a new feature is a line here and a folder
FEATURES: tuple[Feature, ...] = (
    places,
    accounts,
    ballots,
    files,
    papers,
    notices,
    discussions,
    statements,
    meetings,
    alliances,
    forums,
    consultations,
    conventions,
    honor,
    duty,
    catalog,
    search,
    site,
    points,
    notifications,  # its part of the demo city comes when everything has been told
    control,
)

login = LoginManager()


class Compiled(FileSystemBytecodeCache):
    """What one process has compiled of the templates the others read: compiling a large one takes 3 MB that stay."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """A disk that is full or gone keeps nothing from being read."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def compiled_templates(config: Config) -> Compiled:
    folder = config.instance_dir / "templates"
    folder.mkdir(exist_ok=True)
    return Compiled(str(folder), f"{__version__}-{version('jinja2')}-%s")


def create_app(config: Config | None = None, **overrides: Any) -> Portal:
    """Build the portal. `overrides` are Flask's own settings, for tests."""
    config = config or Config.from_environ()
    config.instance_dir.mkdir(parents=True, exist_ok=True)
    app = Portal(
        "portal",
        template_folder=str(resources("templates")),
        instance_path=str(config.instance_dir),
    )
    app.extensions["portal.config"] = config
    app.config.update(flask_settings(config), **overrides)
    logging.getLogger("portal").setLevel(config.log_level.upper())
    richtext.use(config.sanitiser)
    db.init_app(app)
    with app.app_context():
        use_real_transactions(db.engine)
    csrf.init_app(app)
    # its own context processor would load the person on pages that do not ask who reads
    login.init_app(app, add_context_processor=False)
    login.user_loader(person_of)
    babel.init_app(
        app,
        default_translation_directories=str(resources("translations")),
        default_timezone="Asia/Shanghai",
        locale_selector=lambda: reader().locale,
    )
    app.extensions["portal.translations"] = resources("translations")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the i18n extension
        gettext_of_templates, ngettext_of_templates, newstyle=True
    )
    if app.jinja_env.bytecode_cache is None:
        app.jinja_env.bytecode_cache = compiled_templates(config)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    pages.install(app)
    assemble(app, FEATURES)
    return app


def flask_settings(config: Config) -> dict[str, Any]:
    return {
        "SECRET_KEY": config.secret(),
        "SQLALCHEMY_DATABASE_URI": config.database_url,
        "SESSION_COOKIE_NAME": "yiyue",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SECURE": bool(config.secure_cookies),
        "MAX_CONTENT_LENGTH": 24 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 512 * 1024,
        "MAX_FORM_PARTS": 600,
        "TRUSTED_HOSTS": list(config.trusted_hosts),
        "SEND_FILE_MAX_AGE_DEFAULT": 31536000,
        "TEMPLATES_AUTO_RELOAD": False,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session lives: a slow writer loses nothing
        "BABEL_DEFAULT_LOCALE": "zh_Hans",
    }


def assemble(app: Portal, features: tuple[Feature, ...]) -> None:
    board = app.extensions["portal.events"] = Switchboard()
    app.extensions["portal.features"] = features
    app.extensions["portal.jobs"] = {"event": board.deliver, nightly.KIND: nightly.run}
    app.extensions["portal.due"] = [("core.nightly", nightly.plan)]
    app.extensions["portal.nightly"] = nightly.registered((f.name, f.nightly) for f in features)
    app.extensions["portal.shelf"] = Shelf()
    for name in (
        "permissions",
        "cards",
        "kind_names",
        "settings",
        "file_access",
        "file_readers",
        "papers",
        "notice_kinds",
        "meeting_owners",
        "statement_owners",
        "roll_keepers",
        "thread_rules",
        "figures",
    ):
        app.extensions[f"portal.{name}"] = {}
    app.extensions["portal.doors"], app.extensions["portal.panels"] = [], []
    app.extensions["portal.duties"], app.extensions["portal.clauses"] = [], []
    for feature in features:
        register(app, board, feature)
    app.extensions["portal.doors"].sort(key=lambda door: door.order)
    app.extensions["portal.panels"].sort(key=lambda panel: panel.order)


def register(app: Portal, board: Switchboard, feature: Feature) -> None:
    if feature.blueprint:
        app.register_blueprint(feature.blueprint)
    if feature.short_links:
        app.register_blueprint(feature.short_links)
        app.without_language(feature.short_links.name)
    board.connect(feature.listeners)
    app.extensions["portal.permissions"].update(feature.permissions)
    app.extensions["portal.cards"].update(feature.cards)
    app.extensions["portal.kind_names"].update(feature.kind_names)
    app.extensions["portal.jobs"].update(feature.jobs)
    app.extensions["portal.file_access"].update(feature.file_access)
    app.extensions["portal.file_readers"].update(feature.file_readers)
    app.extensions["portal.papers"].update(feature.papers)
    app.extensions["portal.notice_kinds"].update(feature.notice_kinds)
    app.extensions["portal.meeting_owners"].update(feature.meeting_owners)
    app.extensions["portal.statement_owners"].update(feature.statement_owners)
    app.extensions["portal.thread_rules"].update(feature.thread_rules)
    app.extensions["portal.roll_keepers"].update(feature.roll_keepers)
    app.extensions["portal.figures"].update(feature.figures)
    app.extensions["portal.settings"].update({s.key: s for s in feature.settings})
    app.extensions["portal.doors"].extend(feature.doors)
    app.extensions["portal.panels"].extend(feature.panels)
    if feature.duties:
        app.extensions["portal.duties"].append(feature.duties)
    if feature.clauses:
        app.extensions["portal.clauses"].append(feature.clauses)
    if feature.unread:
        app.extensions["portal.unread"] = feature.unread
    app.extensions["portal.due"].extend((f"{feature.name}.{due.__name__}", due) for due in feature.due)
