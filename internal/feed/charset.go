package feed

import (
	"bytes"
	"mime"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// sniffed is how many bytes are looked at to find out an encoding.
const sniffed = 64 << 10

// marks are the byte order marks, and what the first characters of a document look like without one.
// The longer marks come first: UTF-32LE begins like UTF-16LE.
var marks = []struct {
	bytes string
	enc   encoding.Encoding
}{
	{"\x00\x00\xfe\xff", utf32.UTF32(utf32.BigEndian, utf32.UseBOM)},
	{"\xff\xfe\x00\x00", utf32.UTF32(utf32.LittleEndian, utf32.UseBOM)},
	{"\xfe\xff", unicode.UTF16(unicode.BigEndian, unicode.UseBOM)},
	{"\xff\xfe", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)},
	{"\x00\x00\x00<", utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)},
	{"<\x00\x00\x00", utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)},
	{"\x00<\x00", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
	{"<\x00", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
	{"\x00{\x00", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
	{"{\x00", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
}

// convincing is how many good UTF-8 characters beyond ASCII, without one bad byte, outweigh a declaration: text in
// another encoding gives a few by chance, but never ten in a row, while UTF-8 with a wrong declaration is common.
const convincing = 10

// utf8Text decodes a document to valid UTF-8. A byte order mark wins; then bytes that are UTF-8 beyond doubt; then the HTTP
// header (RFC 7303), the document's own declaration, and a guess. A declaration that the bytes contradict does not count.
func utf8Text(body []byte, contentType string) []byte {
	if b, ok := bytes.CutPrefix(body, []byte("\xef\xbb\xbf")); ok {
		return bytes.ToValidUTF8(b, []byte("\uFFFD"))
	}
	for _, m := range marks {
		if bytes.HasPrefix(body, []byte(m.bytes)) {
			return decode(body, m.enc)
		}
	}
	good, bad := countUTF8(body)
	if bad == 0 && good >= convincing {
		return body
	}
	_, params, _ := mime.ParseMediaType(contentType)
	for _, label := range []string{params["charset"], declared(body)} {
		if bad == 0 && isUTF8(label) {
			return body
		}
		if enc := byLabel(label); enc != nil {
			return decode(body, enc)
		}
	}
	if bad == 0 || good > 4*bad {
		return bytes.ToValidUTF8(body, []byte("\uFFFD"))
	}
	return decode(body, guess(body))
}

// countUTF8 counts the characters beyond ASCII that are good UTF-8 and the bytes that are not.
func countUTF8(body []byte) (good, bad int) {
	for i := 0; i < len(body); {
		if body[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(body[i:])
		if r == utf8.RuneError && size == 1 {
			bad++
		} else {
			good++
		}
		i += size
	}
	return good, bad
}

func isUTF8(label string) bool {
	return strings.EqualFold(label, "utf-8") || strings.EqualFold(label, "utf8")
}

// byLabel finds an encoding by its name in the WHATWG Encoding Standard. UTF-8 gives nil, because
// it is tried before, and so do UTF-16 and UTF-32: documents in them show it at the start.
func byLabel(label string) encoding.Encoding {
	label = strings.ToLower(strings.TrimSpace(label))
	if label == "" || strings.HasPrefix(label, "utf") || strings.HasPrefix(label, "ucs") || strings.HasPrefix(label, "iso-10646") {
		return nil
	}
	enc, err := htmlindex.Get(label)
	if err != nil {
		enc, _ = charset.Lookup(label)
	}
	if enc == encoding.Replacement || enc == encoding.Nop {
		return nil
	}
	return enc
}

// declared is the encoding that an XML declaration names, "" when there is none.
func declared(body []byte) string {
	head := body[:min(len(body), 1024)]
	start := bytes.Index(head, []byte("<?xml"))
	if start < 0 {
		return ""
	}
	head = head[start:]
	if end := bytes.Index(head, []byte("?>")); end >= 0 {
		head = head[:end]
	}
	_, after, ok := bytes.Cut(head, []byte("encoding"))
	if !ok {
		return ""
	}
	after = bytes.TrimLeft(after, " \t\r\n=")
	if len(after) == 0 || after[0] != '"' && after[0] != '\'' {
		return ""
	}
	label, _, _ := bytes.Cut(after[1:], after[:1])
	return string(label)
}

// guess names the encoding of bytes that nobody declared, Windows-1252 when nothing speaks for another.
func guess(body []byte) encoding.Encoding {
	fallback, _ := htmlindex.Get("windows-1252")
	best, err := chardet.NewTextDetector().DetectBest(body[:min(len(body), sniffed)])
	if err != nil || best.Confidence < 50 || strings.HasPrefix(best.Charset, "ISO-8859-1") {
		return fallback
	}
	if enc := byLabel(strings.Replace(best.Charset, "GB-18030", "gb18030", 1)); enc != nil {
		return enc
	}
	return fallback
}

// decode never fails: bytes that the encoding does not know become U+FFFD.
func decode(body []byte, enc encoding.Encoding) []byte {
	out, err := enc.NewDecoder().Bytes(body)
	if err != nil {
		out = body
	}
	return bytes.ToValidUTF8(out, []byte("\uFFFD"))
}
