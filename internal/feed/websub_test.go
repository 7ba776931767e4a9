package feed

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

var subscription = Subscription{
	Hub: "https://hub.example/", Topic: "https://n.example/feed", Callback: "https://p.example/websub/abc", Secret: "s3cret", Lease: 10 * day,
}

type doFunc func(*http.Request) (*http.Response, error)

func (f doFunc) Do(r *http.Request) (*http.Response, error) { return f(r) }

func TestSubscribe(t *testing.T) {
	answer := func(status int, body string) doFunc {
		return func(r *http.Request) (*http.Response, error) {
			if r.Method != http.MethodPost || r.URL.String() != subscription.Hub {
				t.Errorf("%s %s", r.Method, r.URL)
			}
			body2, _ := io.ReadAll(r.Body)
			form, err := url.ParseQuery(string(body2))
			if err != nil {
				t.Error(err)
			}
			for k, want := range map[string]string{
				"hub.mode": "subscribe", "hub.topic": subscription.Topic, "hub.callback": subscription.Callback, "hub.secret": "s3cret", "hub.lease_seconds": "864000",
			} {
				if got := form.Get(k); got != want {
					t.Errorf("%s is %q", k, got)
				}
			}
			return &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader(body))}, nil
		}
	}
	if err := subscription.Subscribe(t.Context(), answer(202, ""), "subscribe"); err != nil {
		t.Error(err)
	}
	err := subscription.Subscribe(t.Context(), answer(400, "<b>bad</b> topic"), "subscribe")
	if err == nil || !strings.Contains(err.Error(), "status 400: bad topic") {
		t.Errorf("got %v", err)
	}
	open := subscription
	open.Secret = ""
	if err := open.Subscribe(t.Context(), answer(202, ""), "subscribe"); err == nil {
		t.Error("subscribed without a secret")
	}
}

func TestConfirm(t *testing.T) {
	good := url.Values{"hub.mode": {"subscribe"}, "hub.topic": {subscription.Topic}, "hub.challenge": {"c-1"}, "hub.lease_seconds": {"3600"}}
	challenge, lease, err := subscription.Confirm("subscribe", good)
	if challenge != "c-1" || lease != time.Hour || err != nil {
		t.Errorf("got %q, %v, %v", challenge, lease, err)
	}
	for name, change := range map[string][2]string{
		"another feed": {"hub.topic", "https://evil.example/"}, "not asked for": {"hub.mode", "unsubscribe"}, "no challenge": {"hub.challenge", ""},
		"long challenge": {"hub.challenge", strings.Repeat("x", 2000)}, "no lease": {"hub.lease_seconds", ""}, "negative lease": {"hub.lease_seconds", "-1"},
		"denied": {"hub.mode", "denied"},
	} {
		t.Run(name, func(t *testing.T) {
			q := url.Values{}
			for k, v := range good {
				q[k] = v
			}
			q.Set(change[0], change[1])
			challenge, _, err := subscription.Confirm("subscribe", q)
			if err == nil || challenge != "" {
				t.Errorf("got %q", challenge)
			}
			if (name == "denied") != errors.Is(err, ErrDenied) {
				t.Errorf("got %v", err)
			}
		})
	}
	good.Set("hub.lease_seconds", "99999999999")
	if _, lease, _ := subscription.Confirm("subscribe", good); lease > 30*day {
		t.Errorf("lease %v", lease)
	}
}

func TestSigned(t *testing.T) {
	body := []byte("<rss/>")
	mac := hmac.New(sha256.New, []byte("s3cret"))
	mac.Write(body)
	good := "sha256=" + hex.EncodeToString(mac.Sum(nil))
	if !subscription.Signed(good, bytes.NewReader(body)) {
		t.Error("a good signature is refused")
	}
	if subscription.Signed(good, strings.NewReader("<rss />")) {
		t.Error("another body is accepted")
	}
	for _, bad := range []string{"", "sha256=", "sha256", good[:len(good)-2], "md5=" + good[7:], "sha1=" + good[7:], "sha256=zz", "=", good + "00"} {
		if subscription.Signed(bad, bytes.NewReader(body)) {
			t.Errorf("%q is accepted", bad)
		}
	}
	if subscription.Signed(good, iotest.TimeoutReader(iotest.OneByteReader(bytes.NewReader(body)))) {
		t.Error("a body that breaks off is accepted")
	}
	empty := hmac.New(sha256.New, nil)
	empty.Write(body)
	if (Subscription{}).Signed("sha256="+hex.EncodeToString(empty.Sum(nil)), bytes.NewReader(body)) {
		t.Error("an empty secret is accepted")
	}
}

func TestLinks(t *testing.T) {
	h := http.Header{"Link": {
		`<https://hub.example/>; rel="hub", <https://n.example/feed>; rel=self; type="text/xml"`, `<https://second.example/>; rel="hub"`, `broken`, `<javascript:x>; rel=hub`}}
	hub, self := Links(h)
	if hub != "https://hub.example/" || self != "https://n.example/feed" {
		t.Errorf("got %q, %q", hub, self)
	}
	if hub, self := Links(http.Header{"Link": {`<file:///x>; rel="hub self"`}}); hub != "" || self != "" {
		t.Errorf("got %q, %q", hub, self)
	}
}
