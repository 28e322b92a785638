"""Is this request signed by a key we know? Computed with botocore's own signer."""

import hashlib
import hmac
import re
from datetime import datetime, timedelta, timezone

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request,\s*"
    r"SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})"
)


class Signer(SigV4Auth):
    """Signs the headers that the client signed, also those that botocore itself would leave out."""

    def headers_to_sign(self, request):
        return request.headers


class Unsigned(Exception):
    """Why the signature does not hold; AWS says "Forbidden" and no more."""


def verify(method, url, headers, body, keys, region, service="lambda"):
    """Raises `Unsigned` unless `headers` (a mapping that ignores case) sign this request.

    `keys` maps access keys to secrets. `url` is the address as the client saw it.
    """
    match = AUTHORIZATION.fullmatch(headers.get("Authorization", "").strip())
    if not match:
        raise Unsigned("no AWS4-HMAC-SHA256 Authorization header")
    access_key, day, signed_region, signed_service, names, signature = match.groups()
    names = names.split(";")
    if access_key not in keys:
        raise Unsigned(f"unknown access key {access_key}")
    if (signed_region, signed_service) != (region, service):
        raise Unsigned(f"signed for {signed_service} in {signed_region}, not for {service} in {region}")
    timestamp = require_recent(headers.get("X-Amz-Date", ""), day)
    require_headers(names, headers)
    require_payload(headers.get("X-Amz-Content-Sha256"), body)

    signer = Signer(Credentials(access_key, keys[access_key]), service, region)
    request = AWSRequest(method, url, {name: headers.get(name, "") for name in names}, body)
    request.context["timestamp"] = timestamp
    canonical = signer.canonical_request(request)
    expected = signer.signature(signer.string_to_sign(request, canonical), request)
    if not hmac.compare_digest(expected, signature):
        raise Unsigned(f"the signature does not match; expected canonical request:\n{canonical}")


def require_recent(timestamp, day):
    try:
        moment = datetime.strptime(timestamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
    except ValueError:
        raise Unsigned("no usable X-Amz-Date header")
    if not timestamp.startswith(day) or abs(datetime.now(timezone.utc) - moment) > timedelta(minutes=5):
        raise Unsigned(f"the signature's date {timestamp} is not within five minutes of now")
    return timestamp


def require_headers(names, headers):
    present = {name.lower() for name in headers.keys() if name.lower().startswith("x-amz-")}
    for name in {"host", *present} - set(names):
        raise Unsigned(f"the header {name} is not signed")
    if names != sorted(names):
        raise Unsigned("SignedHeaders is not in order")


def require_payload(declared, body):
    if declared is not None and declared != hashlib.sha256(body).hexdigest():
        raise Unsigned("X-Amz-Content-Sha256 is not the body's digest")
