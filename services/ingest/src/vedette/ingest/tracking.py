"""Query parameters that say how a reader came, never which article it is."""

PREFIXES = (
    "utm_",
    "mtm_",
    "pk_",
    "piwik_",
    "matomo_",
    "hsa_",
    "oly_",
    "vero_",
    "ns_",
    "itm_",
    "_hs",
    "at_medium",
    "at_campaign",
    "at_custom",
    "at_link",
    "at_format",
)
NAMES = frozenset(
    {
        "__twitter_impression",
        "_ga",
        "_gl",
        "cmp",
        "cmpid",
        "dclid",
        "fbclid",
        "gbraid",
        "gclid",
        "gclsrc",
        "guccounter",
        "guce_referrer",
        "guce_referrer_sig",
        "igsh",
        "igshid",
        "mbid",
        "mc_cid",
        "mc_eid",
        "mkt_tok",
        "msclkid",
        "ncid",
        "ocid",
        "ref_src",
        "ref_url",
        "s_cid",
        "smid",
        "smtyp",
        "spm",
        "tsrc",
        "ttclid",
        "twclid",
        "wbraid",
        "wt_mc",
        "wtmc",
        "xtor",
        "yclid",
        "ysclid",
    }
)
"""Source: the query-stripping lists of Firefox, AdGuard and ClearURLs, without names that some sites use for the
article itself (`id`, `cid`, `eid`, `ref`, `source`): two addresses for one article cost a copy, one for two cost an
article.
"""


def is_tracking(name: str) -> bool:
    """Return True if a parameter of this name can be dropped from an address."""
    folded = name.lower().removeprefix("amp;")  # feeds that escape twice
    return folded in NAMES or folded.startswith(PREFIXES)
