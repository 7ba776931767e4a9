package feed

import (
	"bytes"
	"errors"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"", "{", rssWith("<title>a &amp; b</title>"), `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/x/"><entry><id>1</id><link href="a"/><title type="html">&lt;b&gt;</title></entry></feed>`,
		`{"version":"https://jsonfeed.org/version/1","items":[{"id":1,"tags":["a"]}]}`, `<urlset><url><loc>https://a.example/</loc><n:news><n:title>t</n:title></n:news></url></urlset>`,
		"\xff\xfe<\x00r\x00", "<!DOCTYPE rss [<!ENTITY a \"b\">]><rss><channel><item><title>&a;<![CDATA[x]]></title>", "<rss><channel><item></b><i/><title><<>&#x0;</item>",
	} {
		f.Add([]byte(s), "text/xml; charset=utf-8", "https://base.example/feed")
	}
	f.Fuzz(func(t *testing.T, body []byte, contentType, base string) {
		doc, err := Parse(body, contentType, base)
		if err != nil {
			if strings.Contains(err.Error(), "panic") {
				t.Fatal(err)
			}
			return
		}
		for _, s := range fields(reflect.ValueOf(*doc)) {
			checkClean(t, s)
			if tag := dangerous(s); tag != "" && !strings.HasPrefix(s, "http") {
				t.Errorf("<%s> in %q", tag, s)
			}
		}
		for _, e := range doc.Entries {
			if scheme, _, ok := strings.Cut(e.URL, ":"); ok && scheme != "http" && scheme != "https" && !strings.ContainsAny(scheme, "/?#") {
				t.Errorf("address %q", e.URL)
			}
		}
	})
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"Tue, 01 Oct 2024 08:30:00 +0200", "2024-W40-2T06:30Z", "1/2/24 3 pm", "20241001063000", "2024年10月1日 下午6:30", "1727764200000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := Date(s)
		if d.IsZero() {
			return
		}
		if y := d.Year(); y < 1000 || y > 9999 {
			t.Errorf("year %d", y)
		}
		if again := Date(d.Format("2006-01-02T15:04:05.999999999Z07:00")); !again.Equal(d) {
			t.Errorf("%v is read back as %v", d, again)
		}
	})
}

func FuzzReadOPML(f *testing.F) {
	for _, s := range []string{"", `<opml><body><outline text="a" xmlUrl="https://a.example/f"><outline text="b"/></outline></body></opml>`, "<opml><outline xmlUrl='feed:x'>"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		all, err := ReadOPML(bytes.NewReader(in))
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := WriteOPML(&b, "t", all); err != nil {
			t.Fatal(err)
		}
		again, err := ReadOPML(&b)
		if err != nil || !slices.Equal(addresses(again), addresses(all)) {
			t.Errorf("%+v was written and read back as %+v, %v", all, again, err)
		}
	})
}

// addresses are those of all outlines, in order.
func addresses(all []Outline) (list []string) {
	for _, o := range all {
		list = append(list, o.FeedURL, o.PageURL)
		list = append(list, addresses(o.Outlines)...)
	}
	return list
}

func FuzzCanonical(f *testing.F) {
	for _, s := range []string{"https://news.example/a?utm_source=x&b=1#c", "HTTP://BÜCHER.example:80", "https://[::1]:443/", "https://xn--a.example/%2f?&&a", "//x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once, err := Canonical(s)
		if err != nil {
			return
		}
		if twice, err := Canonical(once); err != nil || twice != once {
			t.Errorf("%q became %q, then %q, %v", s, once, twice, err)
		}
	})
}

func FuzzDiscover(f *testing.F) {
	f.Add([]byte(`<base href=/x/><link rel=alternate type=application/rss+xml href=f><a href=/rss>`), "https://a.example/")
	f.Fuzz(func(t *testing.T, body []byte, page string) {
		for _, c := range Discover(body, page) {
			if !strings.HasPrefix(c.URL, "http://") && !strings.HasPrefix(c.URL, "https://") {
				t.Errorf("address %q", c.URL)
			}
		}
	})
}

func FuzzConfirm(f *testing.F) {
	f.Add("hub.mode=subscribe&hub.topic=https://n.example/feed&hub.challenge=a&hub.lease_seconds=1", "sha256=00", []byte("x"))
	f.Fuzz(func(t *testing.T, query, header string, body []byte) {
		if subscription.Signed(header, bytes.NewReader(body)) {
			t.Error("signed without the secret")
		}
		_, _, err := subscription.Confirm("unsubscribe", queryOf(query))
		if errors.Is(err, ErrDenied) && !strings.Contains(query, "denied") {
			t.Error("denied by nobody")
		}
	})
}

// queryOf is what can be read of a query.
func queryOf(s string) url.Values {
	q, _ := url.ParseQuery(s)
	return q
}
