package fetch

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"code.dny.dev/ssrf"
	"golang.org/x/net/idna"
)

// maxURL is the longest path and query that is asked for, in bytes.
const maxURL = 8 << 10

var (
	// webPorts are the ports that outlets are found at; others belong to mail servers, databases and the like.
	webPorts = []uint16{80, 443, 8080, 8443}

	// cloudAddresses lie in public ranges but answer as the cloud's own services (Azure's 168.63.129.16);
	// those of other clouds lie in ranges that are refused anyway.
	cloudAddresses = []netip.Prefix{netip.MustParsePrefix("168.63.129.16/32")}

	// innerNames are the endings of names that never belong to the public web (RFC 6761, 6762, 8375; ICANN for
	// .internal).
	innerNames = []string{"localhost", "local", "localdomain", "internal", "home.arpa"}
)

// guard decides which addresses may be dialled and which URLs may be asked for.
type guard struct {
	public *ssrf.Guardian
	allow  []netip.Prefix // at any port, before all other rules
}

func newGuard(allow []netip.Prefix) *guard {
	return &guard{
		public: ssrf.New(ssrf.WithPorts(webPorts...), ssrf.WithDeniedV4Prefixes(cloudAddresses...)),
		allow:  allow,
	}
}

// control is a net.Dialer's Control: it sees the very address that is about to be dialled, after
// name resolution, so that no second answer of a name server can slip in.
func (g *guard) control(network, address string, _ syscall.RawConn) error {
	if network != "tcp4" && network != "tcp6" {
		return fmt.Errorf("%w: network %s is neither tcp4 nor tcp6", errRefused, network)
	}
	addr, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %s is no address with a port", errRefused, address)
	}
	return g.address(addr)
}

func (g *guard) address(addr netip.AddrPort) error {
	if g.allows(addr.Addr()) {
		return nil
	}
	if err := g.public.SafeAddrPort(addr); err != nil {
		return fmt.Errorf("%w: %w", errRefused, err)
	}
	return nil
}

func (g *guard) allows(addr netip.Addr) bool {
	return slices.ContainsFunc(g.allow, func(p netip.Prefix) bool { return p.Contains(addr.Unmap()) })
}

// url checks all that can be known of a URL before a name is resolved: the only check where an operator's proxy
// resolves the names. It returns the host as it is to be asked for, in ASCII.
func (g *guard) url(u *url.URL, proxied bool) (host string, err error) {
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return "", fmt.Errorf("%w: scheme %.20q is neither http nor https", errRefused, u.Scheme)
	case u.User != nil:
		return "", fmt.Errorf("%w: an address with a user name or password", errRefused)
	case len(u.Path)+len(u.RawQuery) > maxURL:
		return "", fmt.Errorf("%w: an address of more than %d bytes", errRefused, maxURL)
	}
	port, err := portOf(u)
	if err != nil {
		return "", err
	}
	host, err = asciiHost(u.Hostname())
	if err != nil {
		return "", err
	}
	if addr, isAddr, err := literal(host); err != nil {
		return "", err
	} else if isAddr {
		return host, g.address(netip.AddrPortFrom(addr, port))
	}
	return host, g.name(host, port, proxied)
}

// name checks a host that is no address. Dialled directly, an allowed prefix may yet turn out to hold the name's
// address: odd ports and inner names are then left to control.
func (g *guard) name(host string, port uint16, proxied bool) error {
	if !proxied && len(g.allow) > 0 {
		return nil
	}
	name := strings.TrimSuffix(host, ".")
	for _, inner := range innerNames {
		if name == inner || strings.HasSuffix(name, "."+inner) {
			return fmt.Errorf("%w: %s is a name for inner networks", errRefused, host)
		}
	}
	if !strings.Contains(name, ".") {
		return fmt.Errorf("%w: %s is no full domain name", errRefused, host)
	}
	if !slices.Contains(webPorts, port) {
		return fmt.Errorf("%w: port %d is none of %v", errRefused, port, webPorts)
	}
	return nil
}

func portOf(u *url.URL) (uint16, error) {
	switch text := u.Port(); {
	case text != "":
		port, err := strconv.ParseUint(text, 10, 16)
		if err != nil || port == 0 {
			return 0, fmt.Errorf("%w: %.20q is no port", errRefused, text)
		}
		return uint16(port), nil
	case u.Scheme == "https":
		return 443, nil
	default:
		return 80, nil
	}
}

// asciiHost brings a host into the form that goes over the wire: lower case, international names in Punycode.
// Full-width digits and dots become plain ones here, so that literal sees what a resolver would.
func asciiHost(host string) (string, error) {
	if strings.IndexFunc(host, func(r rune) bool { return r > 0x7e }) >= 0 {
		ascii, err := idna.Lookup.ToASCII(host)
		if err != nil {
			return "", fmt.Errorf("%w: host %.100q is no domain name", errRefused, host)
		}
		host = ascii
	}
	host = strings.ToLower(host)
	if strings.Contains(host, ":") {
		return host, nil // an IPv6 address, or nothing: literal tells
	}
	name := strings.TrimSuffix(host, ".")
	strange := strings.ContainsFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_' && r != '.'
	})
	if strange || name == "" || len(name) > 253 || strings.Contains("."+name+".", "..") {
		return "", fmt.Errorf("%w: host %.100q is no domain name", errRefused, host)
	}
	return host, nil
}

// literal returns the address that a host is written as; isAddr is false for names. Of IPv4 only the usual four
// decimal numbers are taken: resolvers and proxies disagree on what 127.1, 0177.0.0.1, 0x7f000001 or 2130706433
// mean, and no outlet is found at such an address. As in the WHATWG URL standard, a host whose last label is a number
// is meant as an address.
func literal(host string) (addr netip.Addr, isAddr bool, err error) {
	name := strings.TrimSuffix(host, ".")
	last := name[strings.LastIndexByte(name, '.')+1:]
	if !strings.Contains(name, ":") && !isNumber(last) {
		return netip.Addr{}, false, nil
	}
	addr, err = netip.ParseAddr(name)
	if err != nil {
		return netip.Addr{}, true, fmt.Errorf("%w: host %.100q is a number, but not an address in its usual form", errRefused, host)
	}
	return addr, true, nil
}

// isNumber reports whether a label is a number: digits, or hexadecimal after 0x.
func isNumber(label string) bool {
	if hex, found := strings.CutPrefix(label, "0x"); found {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return label != "" && strings.Trim(label, "0123456789") == ""
}
