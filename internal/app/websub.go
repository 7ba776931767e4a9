package app

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/parallax-news/parallax/internal/api"
	"github.com/parallax-news/parallax/internal/feed"
	"github.com/parallax-news/parallax/internal/store"
)

var _ api.Subscriptions = (*store.Store)(nil)

// callbacks are where hubs answer. Their base is empty where no hub could reach the site.
func callbacks(ctx context.Context, s *store.Store, site string) (feed.Callbacks, error) {
	key, err := s.Secret(ctx, "websub", []byte(rand.Text()))
	if err != nil {
		return feed.Callbacks{}, err
	}
	c := feed.Callbacks{Key: key}
	if public(site) {
		c.Base = site + api.CallbackPath
	}
	return c, nil
}

// public tells whether a site's address may be reachable from the internet: by a full domain name or a public address. The address
// that stands in for a missing site.url is that of the listener, and most often of loopback.
func public(site string) bool {
	u, err := url.Parse(site)
	if err != nil {
		return false
	}
	host := u.Hostname()
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.IsGlobalUnicast() && !addr.IsPrivate()
	}
	labels := strings.Split(strings.ToLower(strings.TrimSuffix(host, ".")), ".")
	inner := []string{"localhost", "local", "localdomain", "internal", "lan", "arpa"}
	return len(labels) > 1 && !slices.Contains(inner, labels[len(labels)-1])
}

// named sends requests under our name.
type named struct {
	out   feed.Doer
	agent string
}

func (n named) Do(r *http.Request) (*http.Response, error) {
	r.Header.Set("User-Agent", n.agent)
	return n.out.Do(r)
}
