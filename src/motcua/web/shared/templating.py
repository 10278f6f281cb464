"""The template engine of all pages: Jinja2 with one environment a language, so that fixed words are compiled in."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template import TemplateDoesNotExist
from django.template.backends import jinja2 as backend
from django.template.backends.utils import csrf_input
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from jinja2 import Environment, TemplateNotFound, nodes
from jinja2.visitor import NodeTransformer

_ASKS = ("_", "gettext")


class _Speaker(NodeTransformer):
    """Puts what `_("…")` says in one language in its place, where no value is put into it."""

    def __init__(self, language: str) -> None:
        self.language = language

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        """Return the words as a constant; any other call as it is."""
        self.generic_visit(node)
        asks = isinstance(node.node, nodes.Name) and node.node.name in _ASKS
        if not asks or node.kwargs or node.dyn_args or node.dyn_kwargs or not isinstance(node.args[0], nodes.Const):
            return node
        with translation.override(self.language):
            return nodes.TemplateData(translation.gettext(node.args[0].value) % {}, lineno=node.lineno)


class SpokenEnvironment(Environment):
    """An environment whose pages speak `language`: the words are looked up once, when a page is compiled.

    A page says dozens of fixed phrases; looking each up anew was a good part of its time.
    """

    language: str = ""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed = super()._parse(source, name, filename)
        return _Speaker(self.language).visit(parsed) if self.language else parsed


class Page(backend.Template):
    """A compiled page. The token against forged posts is made once, however many forms the page has."""

    def render(self, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> str:
        """Return the page as text."""
        known = dict(context or {})
        if request is not None:
            known["request"] = request
            known["csrf_input"] = SimpleLazyObject(partial(csrf_input, request))
            known["csrf_token"] = SimpleLazyObject(partial(get_token, request))
        return str(self.template.render(known))


class Pages(backend.Jinja2):
    """Django's engine for Jinja2 with an environment for each language; a page is taken in the active one."""

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.environments = {settings.LANGUAGE_CODE: self.env}
        for code, _name in settings.LANGUAGES:
            if code != settings.LANGUAGE_CODE:
                self.environments[code] = type(self)._of(params, code)

    @classmethod
    def _of(cls, params: dict[str, Any], language: str) -> Environment:
        options = {**params["OPTIONS"], "language": language}
        made: Environment = backend.Jinja2({**params, "OPTIONS": options}).env
        return made

    def get_template(self, template_name: str) -> Page:
        """Return a page in the language of the request. Raises TemplateDoesNotExist."""
        environment = self.environments.get(translation.get_language() or "", self.env)
        try:
            return Page(environment.get_template(template_name), self)
        except TemplateNotFound as error:
            raise TemplateDoesNotExist(template_name, backend=self) from error
