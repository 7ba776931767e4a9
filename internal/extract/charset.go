package extract

import (
	"bytes"
	"mime"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
)

// sniffed is how much of a page is searched for a declaration of its charset: the HTML standard asks for 1,024 bytes,
// real pages put scripts before it.
const sniffed = 8 << 10

// decode returns the page as UTF-8 (WHATWG Encoding). A byte order mark wins; then bytes that are valid UTF-8
// and not plain ASCII are UTF-8 whatever is declared; then the page's own declaration, the Content-Type header and
// a guess by the bytes. A declared UTF-8 is kept where at most one byte in 500 is wrong.
func decode(body []byte, contentType string) string {
	if enc := byteOrder(body); enc != nil {
		return transcode(enc, body)
	}
	if utf8.Valid(body) {
		if enc := declared(body, contentType); !ascii(body) || enc == nil || !stateful(enc) {
			return string(body)
		}
	}
	enc := declared(body, contentType)
	if enc == nil || enc == unicode.UTF8 {
		if wrongBytes(body)*500 <= len(body) {
			return strings.ToValidUTF8(string(body), "\uFFFD")
		}
		enc = guess(body)
	}
	return transcode(enc, body)
}

// guess finds the encoding by the bytes' statistics; windows-1252 where they are not clear.
func guess(body []byte) encoding.Encoding {
	best, err := chardet.NewHtmlDetector().DetectBest(body[:min(len(body), 64<<10)])
	if err == nil && best.Confidence >= 30 {
		if enc := named(best.Charset); enc != nil && enc != unicode.UTF8 {
			return enc
		}
	}
	return charmap.Windows1252
}

// byteOrder is the encoding that a byte order mark names, or that UTF-16 without one shows by its zero bytes.
func byteOrder(body []byte) encoding.Encoding {
	switch {
	case bytes.HasPrefix(body, []byte("\xEF\xBB\xBF")):
		return unicode.UTF8BOM
	case bytes.HasPrefix(body, []byte("\xFE\xFF")), bytes.HasPrefix(body, []byte("\x00<\x00")):
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	case bytes.HasPrefix(body, []byte("\xFF\xFE")), bytes.HasPrefix(body, []byte("<\x00")):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	}
	return nil
}

// declared is the encoding that page or header name, nil where neither names a known one. The page's own wins: it is
// written by the tool that wrote the bytes, while servers add one header for all files.
func declared(body []byte, contentType string) encoding.Encoding {
	head := body[:min(len(body), sniffed)]
	if enc := named(metaCharset(head)); enc != nil {
		return enc
	}
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return nil
	}
	return named(params["charset"])
}

// named finds an encoding by a label of the Encoding standard. UTF-16 is refused here: a page whose declaration
// could be read byte by byte is not UTF-16, and UTF-7 is no label at all.
func named(label string) encoding.Encoding {
	enc, err := htmlindex.Get(strings.TrimSpace(label))
	if err != nil {
		return nil
	}
	if name, _ := htmlindex.Name(enc); strings.HasPrefix(name, "utf-16") {
		return unicode.UTF8
	}
	if name, _ := htmlindex.Name(enc); name == "utf-8" {
		return unicode.UTF8
	}
	return enc
}

// metaCharset is the first charset=... within a meta tag or an XML declaration of head.
func metaCharset(head []byte) string {
	lower := bytes.ToLower(head)
	for _, start := range []string{"<meta", "<?xml"} {
		for rest := lower; ; {
			i := bytes.Index(rest, []byte(start))
			if i < 0 {
				break
			}
			rest = rest[i+len(start):]
			tag := rest
			if end := bytes.IndexByte(rest, '>'); end >= 0 {
				tag = rest[:end]
			}
			for _, key := range []string{"charset", "encoding"} {
				if label := value(tag, key); label != "" {
					return label
				}
			}
		}
	}
	return ""
}

// value is what follows key and "=" in tag, with or without quotes.
func value(tag []byte, key string) string {
	_, after, found := bytes.Cut(tag, []byte(key))
	if !found {
		return ""
	}
	after = bytes.TrimLeft(after, " \t\r\n")
	if len(after) == 0 || after[0] != '=' {
		return ""
	}
	after = bytes.TrimLeft(after[1:], " \t\r\n\"'")
	if end := bytes.IndexAny(after, "\"' ;>\t\r\n/?"); end >= 0 {
		after = after[:end]
	}
	return string(after)
}

// stateful tells whether an encoding writes other characters with ASCII bytes, as ISO-2022-JP does.
func stateful(enc encoding.Encoding) bool {
	name, _ := htmlindex.Name(enc)
	return name == "iso-2022-jp"
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// wrongBytes counts the bytes of b that are not UTF-8.
func wrongBytes(b []byte) int {
	n := 0
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size == 1 {
			n++
		}
		i += size
	}
	return n
}

// transcode decodes b; a decoder that gives up leaves what it read so far.
func transcode(enc encoding.Encoding, b []byte) string {
	out, _ := enc.NewDecoder().Bytes(b)
	return strings.ToValidUTF8(string(out), "\uFFFD")
}
