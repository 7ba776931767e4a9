package feed

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Doer sends requests. Feeds name their hubs, so it must be as guarded as the fetching of feeds.
type Doer interface {
	Do(*http.Request) (*http.Response, error)
}

// Subscription is a wish to be told by a hub when a feed changes (W3C WebSub, https://www.w3.org/TR/websub/).
type Subscription struct {
	Hub      string
	Topic    string // the feed's address as its rel="self" has it
	Callback string // where the hub is to answer; hard to guess
	Secret   string // for signatures; never empty, at most 199 bytes
	Lease    time.Duration
}

// Links finds hub and topic in the Link headers of a feed's response (WebSub 4); they count before those in the document.
// Either is "" when it is not there or not of http or https.
func Links(h http.Header) (hub, self string) {
	for _, header := range h.Values("Link") {
		for link := range strings.SplitSeq(header, ",") {
			address, params, ok := strings.Cut(link, ">")
			address = listed(strings.TrimPrefix(strings.TrimSpace(address), "<"))
			if !ok || address == "" {
				continue
			}
			for param := range strings.SplitSeq(params, ";") {
				name, value, _ := strings.Cut(strings.TrimSpace(param), "=")
				if !strings.EqualFold(name, "rel") {
					continue
				}
				for rel := range strings.FieldsSeq(strings.ToLower(strings.Trim(value, `"`))) {
					switch rel {
					case "hub":
						hub = first(hub, address)
					case "self":
						self = first(self, address)
					}
				}
			}
		}
	}
	return hub, self
}

// Subscribe asks the hub for the subscription, with mode "subscribe" or "unsubscribe". The hub only takes note (202); it decides by a request to
// the callback, which Confirm answers.
func (s Subscription) Subscribe(ctx context.Context, client Doer, mode string) error {
	if s.Secret == "" || len(s.Secret) >= 200 {
		return errors.New("websub: a secret of 1 to 199 bytes is needed")
	}
	form := url.Values{
		"hub.mode": {mode}, "hub.topic": {s.Topic}, "hub.callback": {s.Callback}, "hub.secret": {s.Secret},
		"hub.lease_seconds": {strconv.Itoa(int(s.Lease.Seconds()))},
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.Hub, strings.NewReader(form.Encode()))
	if err != nil {
		return fmt.Errorf("websub: %s %s at %s: %w", mode, s.Topic, s.Hub, err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("websub: %s %s at %s: %w", mode, s.Topic, s.Hub, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		reason, _ := io.ReadAll(io.LimitReader(resp.Body, 300))
		return fmt.Errorf("websub: %s %s at %s: status %d: %s", mode, s.Topic, s.Hub, resp.StatusCode, line(string(reason), maxShort))
	}
	return nil
}

// ErrDenied says that a hub refuses a subscription or has ended it.
var ErrDenied = errors.New("websub: denied by the hub")

// Confirm answers the hub's question whether the subscription is wanted (WebSub 5.3): the challenge is to be sent back with status 200. lease
// is how long the hub will tell of changes, at most 30 days are believed. Any error but ErrDenied is to be answered by status 404.
func (s Subscription) Confirm(mode string, query url.Values) (challenge string, lease time.Duration, err error) {
	if subtle.ConstantTimeCompare([]byte(query.Get("hub.topic")), []byte(s.Topic)) != 1 {
		return "", 0, errors.New("websub: the hub asks about another feed")
	}
	switch got := query.Get("hub.mode"); {
	case got == "denied":
		return "", 0, ErrDenied
	case got != mode:
		return "", 0, fmt.Errorf("websub: the hub asks for %q, wanted is %q", line(got, 20), mode)
	}
	challenge = query.Get("hub.challenge")
	if challenge == "" || len(challenge) > 1000 {
		return "", 0, errors.New("websub: no usable challenge")
	}
	seconds, err := strconv.Atoi(query.Get("hub.lease_seconds"))
	if mode == "subscribe" && (err != nil || seconds <= 0) {
		return "", 0, errors.New("websub: no lease")
	}
	return challenge, min(time.Duration(min(seconds, 1<<30))*time.Second, 30*day), nil
}

// signatures are the methods of WebSub 7.1.
var signatures = map[string]func() hash.Hash{"sha1": sha1.New, "sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New}

// Signed tells whether a delivery's X-Hub-Signature header was made with the secret over the body, which it reads to the end. Without secret or
// signature, or where the body cannot be read, nothing is signed. A delivery that is not signed is to be answered like any other and thrown away (WebSub 7.1).
func (s Subscription) Signed(header string, body io.Reader) bool {
	method, value, ok := strings.Cut(strings.TrimSpace(header), "=")
	newHash := signatures[strings.ToLower(method)]
	if !ok || newHash == nil || s.Secret == "" {
		return false
	}
	got, err := hex.DecodeString(value)
	if err != nil {
		return false
	}
	mac := hmac.New(newHash, []byte(s.Secret))
	if _, err := io.Copy(mac, body); err != nil {
		return false
	}
	return hmac.Equal(got, mac.Sum(nil))
}
