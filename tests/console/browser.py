"""A small browser for tests: keeps cookies, fills in the forms it finds, follows where it is sent."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

Values = Mapping[str, str | Sequence[str]]
FORM = "application/x-www-form-urlencoded"


@dataclass
class Page:
    """An answer."""

    status: int
    head: Mapping[str, str]
    octets: bytes
    path: str

    @property
    def text(self) -> str:
        return self.octets.decode("utf-8")

    @property
    def tree(self) -> LexborHTMLParser:
        return LexborHTMLParser(self.text)

    @property
    def said(self) -> str:
        """What stands on it, white space aside."""
        return " ".join(self.first("main").text(separator=" ").split())

    @property
    def heading(self) -> str:
        return " ".join(self.first("h1").text().split())

    def first(self, selector: str) -> LexborNode:
        found = self.tree.css_first(selector)
        assert found is not None, f"no {selector} on {self.path}: {self.text[-2000:]}"
        return found

    def links(self) -> list[str]:
        return [str(one.attributes.get("href") or "") for one in self.tree.css("a[href]")]

    def form(self, selector: str) -> tuple[str, dict[str, list[str]]]:
        """Give where a form goes, and the fields it has as they are filled in."""
        found = self.first(selector)
        form = found if found.tag == "form" else found.css_first("form")
        assert form is not None, f"no form in {selector}"
        fields: dict[str, list[str]] = {}
        for one in form.css("input[name], select[name], textarea[name]"):
            name, value = str(one.attributes["name"]), _value(one)
            if value is not None:
                fields.setdefault(name, []).append(value)
        return str(form.attributes.get("action") or self.path), fields


def _value(one: LexborNode) -> str | None:
    has = one.attributes
    if one.tag == "textarea":
        return one.text()
    if one.tag == "select":
        chosen = one.css_first("option[selected]") or one.css_first("option")
        return str(chosen.attributes.get("value") or "") if chosen else None
    if has.get("type") in {"checkbox", "radio"} and "checked" not in has:
        return None
    return str(has.get("value") or "")


@dataclass
class Browser:
    """Speaks to one web server; `head` is sent along with everything."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    head: dict[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method: str, path: str, body: bytes = b"", **head: str) -> Page:
        """Ask once; `head` has fields with `_` for `-`, "" leaves one away."""
        fields = {"Host": f"127.0.0.1:{self.port}", **self.head}
        if self.cookies:
            fields["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        fields.update({name.replace("_", "-"): value for name, value in head.items()})
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(method, path, body, {name: v for name, v in fields.items() if v})
            answer = connection.getresponse()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    self._keep(value)
            return Page(answer.status, dict(answer.getheaders()), answer.read(), path)

    def get(self, path: str, **head: str) -> Page:
        """Open a page, and follow where it leads."""
        return self._follow(self.ask("GET", path, b"", **head))

    def post(self, path: str, fields: Values, **head: str) -> Page:
        """Send a form as a browser does from a page of its own."""
        body = urlencode(fields, doseq=True).encode()
        usual = {"Origin": self.origin, "Sec_Fetch_Site": "same-origin", "Content_Type": FORM}
        return self._follow(self.ask("POST", path, body, **{**usual, **head}))

    def submit(self, page: Page, selector: str, values: Values | None = None, **head: str) -> Page:
        """Fill in a form of a page and send it."""
        path, fields = page.form(selector)
        referer = f"{self.origin}{page.path}"
        return self.post(path, {**fields, **(values or {})}, **{"Referer": referer, **head})

    def _follow(self, page: Page) -> Page:
        for _ in range(5):
            if page.status not in {302, 303, 307, 308}:
                return page
            found = urlsplit(page.head["location"])
            assert found.netloc in {"", f"127.0.0.1:{self.port}"}, "it leads elsewhere"
            page = self.ask("GET", found.path + (f"?{found.query}" if found.query else ""))
        raise AssertionError("it leads round in a circle")

    def _keep(self, set_cookie: str) -> None:
        for name, found in SimpleCookie(set_cookie).items():
            if found.value and found["max-age"] != "0":
                self.cookies[name] = found.value
            else:
                self.cookies.pop(name, None)
