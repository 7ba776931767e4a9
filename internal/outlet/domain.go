package outlet

import (
	"net/netip"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// hostnames holds the strict rules for names in addresses: UTS 46 without transitional mapping, letters,
// digits and hyphens only, at most 63 bytes a label and 253 in all.
var hostnames = idna.New(
	idna.MapForLookup(),
	idna.Transitional(false),
	idna.StrictDomainName(true),
	idna.ValidateLabels(true),
	idna.CheckHyphens(true),
	idna.CheckJoiners(true),
	idna.BidiRule(),
	idna.VerifyDNSLength(true),
)

// portals are registrable domains below which each name is a publisher of its own, as below a public
// suffix: the Public Suffix List does not have them, yet readers would not take ABC News for ESPN
// or one newsletter for another.
var portals = map[string]bool{
	"go.com": true, "google.com": true, "indiatimes.com": true, // companies' homes for several titles
	"globo.com": true, "uol.com.br": true, "abril.com.br": true,
	"gelocal.it": true, "corr.it": true, "mediaset.it": true,
	"substack.com": true, "medium.com": true, "tumblr.com": true, // hosts of newsletters and blogs
	"wordpress.com": true, "wpengine.com": true, "typepad.com": true,
	"blogspot.it": true, "blogspot.ca": true, "blogspot.in": true,
}

// ASCII returns a host's name in ASCII and lower case, by strict IDNA: labels that only pretend to be
// encoded ("xn--example-", CVE-2026-39821) are refused. One trailing dot is dropped. It is "" for what is no host name
// of at least two labels, such as an IP address.
func ASCII(host string) string {
	host = strings.TrimSuffix(host, ".")
	if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil || !strings.Contains(host, ".") {
		return ""
	}
	ascii, err := hostnames.ToASCII(host)
	if err != nil {
		return ""
	}
	ascii = strings.ToLower(ascii)
	for label := range strings.SplitSeq(ascii, ".") {
		if !strings.HasPrefix(label, "xn--") {
			continue
		}
		decoded, err := hostnames.ToUnicode(label)
		if err != nil || isASCII(decoded) || strings.ContainsFunc(decoded, notInNames) {
			return ""
		}
		if again, err := hostnames.ToASCII(decoded); err != nil || again != label {
			return ""
		}
	}
	return ascii
}

// notInNames tells characters that IDNA 2008 (RFC 5892) keeps out of names though UTS 46 lets them in: dashes,
// symbols, pictures.
func notInNames(r rune) bool {
	return r != '-' && r != '\u00b7' && r != '\u200c' && r != '\u200d' && r != '\u30fb' &&
		!unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// RegistrableDomain is the part of a host's name that someone registered: one label more than its
// public suffix, by the Public Suffix List with its private section. It is ASCII and lower case;
// "" for IP addresses, public suffixes and what is no host name.
func RegistrableDomain(host string) string {
	ascii := ASCII(host)
	if ascii == "" {
		return ""
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(ascii)
	if err != nil {
		return ""
	}
	return domain
}

// Domain is the domain that an outlet on the given host is known by: the registrable domain, or, below a
// domain that is home to many publishers (go.com, substack.com), one label more. It is "" where
// RegistrableDomain is.
func Domain(host string) string {
	ascii := ASCII(host)
	domain := RegistrableDomain(host)
	if domain == "" || !portals[domain] || ascii == domain {
		return domain
	}
	below := strings.TrimSuffix(ascii, "."+domain)
	label := below[strings.LastIndexByte(below, '.')+1:]
	if label == "www" || label == "m" {
		return domain
	}
	return label + "." + domain
}

// Publisher is the domain of the outlet whose pages or feeds a host serves: Domain, or, where the host is itself a
// public suffix that publishes (gov.uk), the host without www. Ratings are bound by Domain alone.
func Publisher(host string) string {
	bare := strings.TrimPrefix(ASCII(host), "www.")
	if bare != "" && RegistrableDomain(bare) == "" {
		return ASCII(bare)
	}
	return Domain(host)
}
