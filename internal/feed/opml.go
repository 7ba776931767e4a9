package feed

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/parallax-news/parallax/internal/text"
)

// Limits on lists of feeds.
const (
	maxOPML     = 10 << 20 // bytes
	maxOutlines = 50_000
)

// Outline is a feed or a folder in a list of feeds (OPML 2.0, http://opml.org/spec2.opml).
type Outline struct {
	Title    string
	FeedURL  string // http or https; "" for a folder
	PageURL  string // home page, http or https; "" unknown
	Language string // BCP 47 primary tag, "" unknown
	Outlines []Outline
}

// ReadOPML reads a list of feeds, folders in folders included. A document that is not OPML, or an address that is not http or https,
// is an error that names it: nothing is read by half. Nothing that the list includes by address is fetched.
func ReadOPML(r io.Reader) ([]Outline, error) {
	body, err := io.ReadAll(io.LimitReader(r, maxOPML+1))
	if err != nil {
		return nil, fmt.Errorf("reading OPML: %w", err)
	}
	if len(body) > maxOPML {
		return nil, fmt.Errorf("reading OPML: larger than %d bytes", maxOPML)
	}
	mended, root, err := mend(utf8Text(body, ""))
	if err == nil && root != "opml" {
		err = fmt.Errorf("the document is <%s>", root)
	}
	if err != nil {
		return nil, fmt.Errorf("reading OPML: %w", err)
	}
	o := opmlReader{d: xml.NewDecoder(bytes.NewReader(mended))}
	o.d.Strict = false
	all, err := o.outlines()
	if err != nil {
		return nil, fmt.Errorf("reading OPML: %w", err)
	}
	return all, nil
}

type opmlReader struct {
	d     *xml.Decoder
	count int
}

// outlines reads up to the end of the element that is open. Depth is limited by mend.
func (o *opmlReader) outlines() (all []Outline, err error) {
	for {
		token, err := o.d.Token()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.EndElement:
			return all, nil
		case xml.StartElement:
			if !strings.EqualFold(t.Name.Local, "outline") {
				inner, err := o.outlines()
				if err != nil {
					return nil, err
				}
				all = append(all, inner...)
				continue
			}
			out, err := o.outline(t)
			if err != nil {
				return nil, err
			}
			all = append(all, out)
		}
	}
}

func (o *opmlReader) outline(start xml.StartElement) (Outline, error) {
	if o.count++; o.count > maxOutlines {
		return Outline{}, fmt.Errorf("more than %d outlines", maxOutlines)
	}
	attrs := map[string]string{}
	for _, a := range start.Attr {
		attrs[strings.ToLower(a.Name.Local)] = strings.TrimSpace(a.Value)
	}
	out := Outline{
		Title:    line(first(attrs["title"], attrs["text"]), maxTitle),
		Language: primary(attrs["language"]),
	}
	address := first(attrs["xmlurl"], attrs["feedurl"])
	if address != "" {
		if out.FeedURL = listed(address); out.FeedURL == "" {
			return Outline{}, fmt.Errorf("outline %q: feed address %q is not of http or https", out.Title, text.Cut(text.Clean(address), maxShort))
		}
	}
	out.PageURL = listed(attrs["htmlurl"])
	inner, err := o.outlines()
	out.Outlines = inner
	return out, err
}

// listed is an address as lists have it, also with the scheme feed:; "" when it is not of http or https.
func listed(address string) string {
	if rest, ok := strings.CutPrefix(address, "feed:"); ok {
		if strings.HasPrefix(rest, "//") {
			rest = "http:" + rest
		}
		address = rest
	}
	u := parseLink(address)
	if u == nil || u.Scheme == "" || u.Hostname() == "" {
		return ""
	}
	return u.String()
}

// opmlOutline is an outline as it is written.
type opmlOutline struct {
	Text     string        `xml:"text,attr"`
	Title    string        `xml:"title,attr"`
	Type     string        `xml:"type,attr,omitempty"`
	XMLURL   string        `xml:"xmlUrl,attr,omitempty"`
	HTMLURL  string        `xml:"htmlUrl,attr,omitempty"`
	Language string        `xml:"language,attr,omitempty"`
	Outlines []opmlOutline `xml:"outline"`
}

// WriteOPML writes a list of feeds as OPML 2.0.
func WriteOPML(w io.Writer, title string, outlines []Outline) error {
	doc := struct {
		XMLName  xml.Name      `xml:"opml"`
		Version  string        `xml:"version,attr"`
		Title    string        `xml:"head>title"`
		Outlines []opmlOutline `xml:"body>outline"`
	}{Version: "2.0", Title: title, Outlines: written(outlines)}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("writing OPML: %w", err)
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(doc); err != nil {
		return fmt.Errorf("writing OPML: %w", err)
	}
	return nil
}

func written(outlines []Outline) (all []opmlOutline) {
	for _, o := range outlines {
		x := opmlOutline{Text: o.Title, Title: o.Title, XMLURL: o.FeedURL, HTMLURL: o.PageURL, Language: o.Language, Outlines: written(o.Outlines)}
		if o.FeedURL != "" {
			x.Type = "rss"
		}
		all = append(all, x)
	}
	return all
}
