package feed

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"golang.org/x/net/idna"
)

// maxAddress is the longest address in bytes: what servers and proxies commonly take.
const maxAddress = 4096

// tracking are query parameters that say how a reader came to a page, not which page it is; with them one article would be
// many. A name that ends in "*" is a prefix. Only names that mean nothing else are here: "ref", "source" and "id" choose pages on some sites.
var tracking = []string{
	"utm_*",                                        // Google Analytics and all that copy it
	"fbclid",                                       // Facebook
	"gclid", "gclsrc", "dclid", "gbraid", "wbraid", // Google Ads
	"_ga", "_gl", // Google Analytics across domains
	"msclkid",            // Microsoft Advertising
	"yclid", "_openstat", // Yandex
	"twclid",         // Twitter
	"ttclid",         // TikTok
	"igshid", "igsh", // Instagram
	"li_fat_id",        // LinkedIn
	"mc_cid", "mc_eid", // Mailchimp
	"mkt_tok",         // Marketo
	"_hsenc", "_hsmi", // HubSpot
	"__hstc", "__hsfp", "__hssc", "hsctatracking",
	"vero_id", "vero_conv", // Vero
	"oly_anon_id", "oly_enc_id", // Omeda
	"pk_*", "mtm_*", "piwik_*", // Matomo
	"at_medium", "at_campaign", "at_custom*", "at_link_*", "at_format", "at_ptr_name", "at_bbc_team", // AT Internet (BBC, French press)
	"ns_mchannel", "ns_source", "ns_campaign", "ns_linkname", "ns_fee", // comScore
	"wt.mc_id", "wt_mc", "wt_zmc", // Webtrekk (German press)
	"cmpid", "cmp_id", "ncid", "icid", "s_cid", "xtor", "trk_*", // campaign numbers of Adobe Analytics, AT Internet and others
	"ito", "sref", "smid", "smtyp", "ftag", "ftcamp", "ocid", "soc_src", "soc_trk", "partner_id", // how an article was shared: Daily Mail, New York Times, CBS, Financial Times, MSN, Yahoo
	"guccounter", "guce_referrer", "guce_referrer_sig", // Yahoo's consent pages
	"spm", "ref_src", "ref_url", "__twitter_impression", // Alibaba; embedded tweets
}

// profile converts host names as browsers do, with all checks on: no underscores, no empty or overlong
// labels, right-to-left rules, and A-labels that decode to what would encode to them again.
var profile = idna.New(
	idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(true), idna.ValidateLabels(true), idna.VerifyDNSLength(true), idna.CheckHyphens(true),
)

// Canonical gives an address the one form by which it is known: http or https, the host in ASCII and lower case, no user, default
// port, fragment or tracking parameters; the other parameters stay as they are, in their order.
func Canonical(rawURL string) (string, error) {
	u := parseLink(rawURL)
	if u == nil || u.Scheme == "" || u.Host == "" {
		return "", fmt.Errorf("address %q is not of http or https", shown(rawURL))
	}
	host, err := asciiHost(u.Hostname())
	if err != nil {
		return "", fmt.Errorf("address %q: %w", shown(rawURL), err)
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port := u.Port(); port != "" && !(port == "80" && u.Scheme == "http") && !(port == "443" && u.Scheme == "https") {
		host += ":" + port
	}
	u.Host, u.Fragment, u.RawFragment = host, "", ""
	u.RawQuery, u.ForceQuery = untracked(u.RawQuery), false
	if u.Path == "" {
		u.Path = "/"
	}
	return u.String(), nil
}

// shown is an address short enough for a message.
func shown(rawURL string) string { return rawURL[:min(len(rawURL), 200)] }

// untracked leaves tracking parameters out of a query.
func untracked(query string) string {
	if query == "" {
		return ""
	}
	kept := make([]string, 0, 8)
	for part := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(part, "=")
		if part != "" && !tracks(strings.ToLower(name)) {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, "&")
}

func tracks(name string) bool {
	for _, t := range tracking {
		if prefix, ok := strings.CutSuffix(t, "*"); ok && strings.HasPrefix(name, prefix) || name == t {
			return true
		}
	}
	return false
}

// asciiHost is a host as it is looked up: an IP address, or a name in ASCII and lower case.
func asciiHost(host string) (string, error) {
	host = strings.TrimSuffix(host, ".")
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.String(), nil
	}
	name, err := profile.ToASCII(host)
	if err != nil {
		return "", fmt.Errorf("host %q: %w", host, err)
	}
	if name == "" {
		return "", errors.New("no host")
	}
	return name, nil
}
