package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"golang.org/x/net/http/httpproxy"
)

const (
	maxRedirects = 5
	maxHeader    = 64 << 10 // bytes of an answer's header
	maxIdle      = 256      // connections kept open for later requests, over all hosts
	connectTime  = 10 * time.Second
)

// outbound carries single requests, redirects included, each checked by the guard just before it leaves.
type outbound struct {
	guard   *guard
	proxy   func(*url.URL) (*url.URL, error)
	direct  *http.Transport // dials only what the guard's control lets pass
	proxied *http.Transport // dials only the operator's proxies
}

func newOutbound(o Options) (*outbound, error) {
	roots, err := certificates(o.CAFile)
	if err != nil {
		return nil, err
	}
	proxies := httpproxy.Config{HTTPProxy: o.HTTPProxy, HTTPSProxy: o.HTTPSProxy, NoProxy: o.NoProxy}
	if err := validProxy("HTTP", o.HTTPProxy); err != nil {
		return nil, err
	}
	if err := validProxy("HTTPS", o.HTTPSProxy); err != nil {
		return nil, err
	}
	out := &outbound{guard: newGuard(o.Allow), proxy: proxies.ProxyFunc()}
	out.direct = transport(roots, &net.Dialer{
		Timeout: connectTime, Resolver: o.Resolver, Control: out.guard.control,
	})
	out.proxied = transport(roots, &net.Dialer{Timeout: connectTime, Resolver: o.Resolver})
	out.proxied.Proxy = func(r *http.Request) (*url.URL, error) { return out.proxy(r.URL) }
	out.proxied.ProxyConnectHeader = http.Header{"User-Agent": {o.UserAgent}}
	return out, nil
}

func transport(roots *x509.CertPool, dialer *net.Dialer) *http.Transport {
	return &http.Transport{
		DialContext: dialer.DialContext,
		TLSClientConfig: &tls.Config{
			RootCAs:            roots,
			MinVersion:         tls.VersionTLS12,
			ClientSessionCache: tls.NewLRUClientSessionCache(1024),
		},
		TLSHandshakeTimeout:    connectTime,
		MaxIdleConns:           maxIdle,
		MaxIdleConnsPerHost:    maxIdle / 8, // plain requests through a proxy all count as the proxy's
		IdleConnTimeout:        30 * time.Second,
		MaxResponseHeaderBytes: maxHeader,
		DisableCompression:     true, // decoded here, with caps
		ForceAttemptHTTP2:      true,
		HTTP2: &http.HTTP2Config{
			MaxReceiveBufferPerStream: 1 << 20,
			SendPingTimeout:           15 * time.Second,
			PingTimeout:               connectTime,
		},
	}
}

// certificates returns the system's roots (or those of SSL_CERT_FILE, which crypto/x509 reads) and
// those of file; nil stands for the system's alone.
func certificates(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("CA file: %w", err)
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		return nil, fmt.Errorf("CA file %s: the system's certificates: %w", file, err)
	}
	if !roots.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("CA file %s: holds no certificate in PEM form", file)
	}
	return roots, nil
}

// validProxy refuses what httpproxy would silently ignore, which would send requests out directly. Its errors
// do not show the value, which may hold a password.
func validProxy(name, value string) error {
	if value == "" {
		return nil
	}
	if !strings.Contains(value, "://") {
		value = "http://" + value
	}
	u, err := url.Parse(value)
	if err != nil || u.Hostname() == "" {
		return fmt.Errorf("%s proxy: not an address such as http://proxy.example:3128", name)
	}
	switch u.Scheme {
	case "http", "https", "socks5", "socks5h":
		return nil
	default:
		return fmt.Errorf("%s proxy: scheme %.20q, want http, https or socks5", name, u.Scheme)
	}
}

// RoundTrip implements http.RoundTripper.
func (o *outbound) RoundTrip(r *http.Request) (*http.Response, error) {
	via, err := o.proxy(r.URL)
	if err != nil {
		return nil, fmt.Errorf("choosing a proxy: %w", err)
	}
	host, err := o.guard.url(r.URL, via != nil)
	if err != nil {
		return nil, err
	}
	if asked := r.URL.Hostname(); host != asked {
		r = withHost(r, host)
	}
	carrier := o.direct
	if via != nil {
		carrier = o.proxied
	}
	resp, err := carrier.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	// net/http would quote an unparsable redirect, passwords and all, in its error.
	if _, err := url.Parse(resp.Header.Get("Location")); err != nil && resp.StatusCode/100 == 3 {
		resp.Body.Close()
		return nil, fmt.Errorf("%w: redirect to what is no address", errRefused)
	}
	return resp, nil
}

// withHost returns r with another spelling of its host: what was checked is what is sent.
func withHost(r *http.Request, host string) *http.Request {
	r = r.Clone(r.Context())
	r.URL.Host, r.Host = hostPort(host, r.URL.Port()), ""
	return r
}

// hostPort puts a host and perhaps a port together as URLs have them.
func hostPort(host, port string) string {
	switch {
	case port != "":
		return net.JoinHostPort(host, port)
	case strings.Contains(host, ":"):
		return "[" + host + "]"
	default:
		return host
	}
}

// redirect is an http.Client's CheckRedirect.
func redirect(next *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return errRedirects
	}
	if via[len(via)-1].URL.Scheme == "https" && next.URL.Scheme == "http" {
		return fmt.Errorf("%w: redirect from https to http", errRefused)
	}
	for _, v := range via {
		if *v.URL == *next.URL {
			return errCircle
		}
	}
	next.Header.Del("Referer")
	if pace, ok := next.Context().Value(paceKey{}).(func(context.Context, string) error); ok {
		return pace(next.Context(), next.URL.Host)
	}
	return nil
}

// paceKey is the context's key of Request.Pace.
type paceKey struct{}

func (o *outbound) closeIdle() {
	o.direct.CloseIdleConnections()
	o.proxied.CloseIdleConnections()
}
