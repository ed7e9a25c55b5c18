"""The gateway's operations as an OpenAPI document and as a self-contained page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from typing import Any

import vidsync
from vidsync.gateway.service import Operation, Service

_STYLE = """
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 56rem; margin: 3rem auto;
  padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; }
details, .item { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0;
  padding: .6rem .9rem; }
summary { cursor: pointer; } .item { padding-left: 1.9rem; }
code, pre { font: .88rem/1.45 ui-monospace, monospace; }
pre { padding: .75rem; white-space: pre-wrap; overflow-wrap: anywhere;
  background: color-mix(in srgb, currentColor 6%, transparent); }
.method { display: inline-block; min-width: 3.6rem; font-weight: 650; }
.what { display: block; margin: .2rem 0 0 3.6rem; opacity: .75; }
summary .what { margin-left: 4.6rem; }
"""


def document(services: Sequence[Service]) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the given services."""
    paths: dict[str, dict[str, Any]] = {}
    for service in services:
        for operation in service.operations():
            paths.setdefault(operation.path, {})[operation.method.lower()] = _describe(
                operation, service.name
            )
        for socket in service.sockets:
            paths.setdefault(socket.path, {})["x-websocket"] = {
                "tags": [service.name],
                "summary": socket.summary,
            }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "vidsync gateway",
            "version": vidsync.__version__,
            "description": "Speech services' APIs, answered locally by the embedded engines.",
        },
        "tags": [{"name": service.name} for service in services],
        "paths": paths,
    }


def page(services: Sequence[Service], url: str) -> str:
    """Return the document as one HTML page without scripts or external resources.

    Args:
        services: what is served.
        url: the gateway's own address, as the reader reached it.
    """
    sections = "".join(_section(service, url.rstrip("/")) for service in services)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>vidsync gateway</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><h1>vidsync gateway</h1>"
        "<p>Speech services&rsquo; APIs, answered by embedded engines. All paths are below this "
        "server&rsquo;s root. The same as a document: "
        '<a href="/openapi.json">/openapi.json</a>.</p>'
        f"{sections}</body></html>\n"
    )


def _describe(operation: Operation, tag: str) -> dict[str, Any]:
    described: dict[str, Any] = {
        "tags": [tag],
        "summary": operation.summary,
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in _parameters(operation.path)
        ],
        "responses": {
            "200": {"description": "What was asked for.", "content": {operation.answers: {}}},
            "default": {"description": "A refusal in the service's own shape."},
        },
    }
    if operation.body is not None:
        described["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": operation.body}},
        }
    return described


def _parameters(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]


def _section(service: Service, url: str) -> str:
    clients = "\n".join(service.clients).replace("<http>", url)
    clients = clients.replace("<ws>", "ws" + url.removeprefix("http"))
    items = [
        _item(operation.method, operation.path, operation.summary, operation)
        for operation in service.operations()
    ]
    items += [_item("WS", socket.path, socket.summary, None) for socket in service.sockets]
    return f"<h2>{escape(service.name)}</h2><pre>{escape(clients)}</pre>{''.join(items)}"


def _item(method: str, path: str, summary: str, operation: Operation | None) -> str:
    heading = (
        f'<span class="method">{method}</span><code>{escape(path)}</code>'
        f'<span class="what">{escape(summary)}</span>'
    )
    if operation is None or operation.body is None:
        return f'<div class="item">{heading}</div>'
    schema = json.dumps(operation.body, indent=2, ensure_ascii=False)
    return (
        f"<details><summary>{heading}</summary><p>Answers <code>{operation.answers}</code>; "
        f"the request:</p><pre>{escape(schema)}</pre></details>"
    )
