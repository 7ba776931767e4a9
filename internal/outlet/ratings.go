package outlet

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/parallax-news/parallax/internal/news"
)

// maxPack is the largest file of ratings that is read, in bytes.
const maxPack = 64 << 20

// BadLine is a line of a file that cannot be imported; nothing of the file is.
type BadLine struct {
	File   string
	Line   int // 1 is the first
	Reason string
}

func (e *BadLine) Error() string { return fmt.Sprintf("%s: line %d: %s", e.File, e.Line, e.Reason) }

// ReadRatings reads a file of ratings: our own CSV, or the published files of AllSides, Media Bias/Fact Check
// and Ad Fontes, or a table that sets raters side by side. Its header row tells which; commas,
// semicolons or tabs part the columns. The name is used in errors and becomes the ratings' pack.
//
// Our own CSV has the columns
//
//	domain    the outlet's domain or address
//	kind      lean (when empty), reliability or ownership
//	rater     who judged
//	value     in the rater's own words
//	position  on [-1, 1]; needed for lean only when the words are not known, see leanWords
//	raters    how many are behind it, 1 when empty
//	spread    greatest distance between them, 0 to 2
//	date      2026, 2026-08 or 2026-08-31
//	link      http(s)
//	license   terms of use
//
// of which domain, rater and value or position must be there. Of a rater's ratings of several years
// in one table the newest is taken.
//
// A file is imported as a whole or not at all: the first line that is wrong is reported as a
// *BadLine. An address is reduced to the outlet's domain (see Domain). Lines that name a part of an outlet
// (a section's address, a host below the domain) give way to the line that names the outlet itself, and
// where several parts and no such line are there, none speaks for it; two lines that name the outlet itself are a
// duplicate. In a table of several raters, names that cannot be an outlet's (IP addresses, public
// suffixes, empty labels) are passed over: nothing could bind to them.
func ReadRatings(r io.Reader, name string) ([]news.Rating, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxPack+1))
	if err != nil {
		return nil, fmt.Errorf("reading ratings from %s: %w", name, err)
	}
	if len(b) > maxPack {
		return nil, fmt.Errorf("reading ratings from %s: larger than %d MB", name, maxPack>>20)
	}
	if i := invalid(b); i >= 0 {
		return nil, &BadLine{name, 1 + bytes.Count(b[:i], []byte("\n")), "the text is not UTF-8"}
	}
	in := csv.NewReader(bytes.NewReader(b))
	in.Comma = separator(b)
	header, err := in.Read()
	if err != nil {
		return nil, badCSV(name, err)
	}
	s, err := recognise(header)
	if err != nil {
		return nil, &BadLine{name, 1, err.Error()}
	}
	bound := binding{file: name}
	for {
		record, err := in.Read()
		if err == io.EOF {
			return bound.ratings(), nil
		}
		if err != nil {
			return nil, badCSV(name, err)
		}
		line, _ := in.FieldPos(0)
		if err := bound.add(s, record, line); err != nil {
			return nil, &BadLine{name, line, err.Error()}
		}
	}
}

// badCSV reports an error of the CSV reader with its line.
func badCSV(name string, err error) error {
	var bad *csv.ParseError
	switch {
	case err == io.EOF:
		return &BadLine{name, 1, "the file is empty"}
	case errors.As(err, &bad) && errors.Is(err, csv.ErrFieldCount):
		return &BadLine{name, bad.Line, "it has not as many columns as the header"}
	case errors.As(err, &bad):
		return &BadLine{name, bad.Line, bad.Err.Error()}
	default:
		return fmt.Errorf("reading ratings from %s: %w", name, err)
	}
}

// invalid is the place of the first bytes that are no UTF-8, -1 for none.
func invalid(b []byte) int {
	if utf8.Valid(b) {
		return -1
	}
	for i := 0; ; {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
}

// separator is the character that parts the columns of the header row.
func separator(b []byte) rune {
	header, _ := bufio.NewReader(bytes.NewReader(b)).ReadString('\n')
	best := ','
	for _, r := range []rune{';', '\t'} {
		if strings.Count(header, string(r)) > strings.Count(header, string(best)) {
			best = r
		}
	}
	return best
}

// binding collects the ratings of a file by outlet.
type binding struct {
	file string
	of   map[subject]*judgement
}

// subject is what can be rated once: one aspect of one outlet by one rater.
type subject struct{ domain, kind, rater string }

// judgement is what a file says of a subject.
type judgement struct {
	rating news.Rating
	line   int
	part   bool // it names a part of the outlet
	parts  int  // lines that name parts
}

// add reads a line.
func (b *binding) add(s shape, record []string, line int) error {
	var ratings []news.Rating
	if s.own != nil {
		r, err := s.readOwn(record)
		if err != nil {
			return err
		}
		ratings = append(ratings, r)
	}
	for _, c := range s.rates {
		if last := len(ratings) - 1; last >= 0 && ratings[last].Kind == c.kind && ratings[last].Rater == c.rater {
			continue // an older one
		}
		r, ok, err := c.read(record)
		if err != nil {
			return err
		}
		if ok {
			ratings = append(ratings, r)
		}
	}
	if len(ratings) == 0 {
		return nil
	}
	domain, part, err := address(record[s.domain])
	if err != nil {
		if s.wide && errors.Is(err, errNoOutlet) {
			return nil
		}
		return err
	}
	for _, r := range ratings {
		r.Domain, r.Pack = domain, b.file
		if err := b.bind(r, part, line); err != nil {
			return err
		}
	}
	return nil
}

// bind keeps a rating, unless a line that names the outlet itself has spoken.
func (b *binding) bind(r news.Rating, part bool, line int) error {
	if b.of == nil {
		b.of = make(map[subject]*judgement)
	}
	key := subject{r.Domain, r.Kind, r.Rater}
	was := b.of[key]
	switch {
	case was == nil:
		was = &judgement{rating: r, line: line, part: part}
		b.of[key] = was
	case !part && !was.part:
		return fmt.Errorf("%s of %s by %s is already in line %d", r.Kind, r.Domain, r.Rater, was.line)
	case !part:
		was.rating, was.line, was.part = r, line, false
	}
	if part {
		was.parts++
	}
	return nil
}

// ratings lists what was bound, by domain, kind and rater.
func (b *binding) ratings() []news.Rating {
	var list []news.Rating
	for _, j := range b.of {
		if !j.part || j.parts == 1 {
			list = append(list, j.rating)
		}
	}
	slices.SortFunc(list, func(x, y news.Rating) int {
		return cmp.Or(cmp.Compare(x.Domain, y.Domain), cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Rater, y.Rater))
	})
	return list
}

// errNoOutlet marks names that are written like a domain but cannot be an outlet's.
var errNoOutlet = errors.New("no outlet can have it")

// address reduces a domain or a web address to an outlet's domain; part tells that it names only a
// part of the outlet.
func address(s string) (domain string, part bool, err error) {
	s = strings.TrimSpace(s)
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
		return "", false, fmt.Errorf("%q is no domain and no web address", strings.TrimPrefix(s, "https://"))
	}
	host := u.Hostname()
	domain = Domain(host)
	switch {
	case domain != "":
		ascii := strings.TrimPrefix(ASCII(host), "www.")
		return domain, ascii != domain || strings.Trim(u.Path, "/") != "" || u.RawQuery != "", nil
	case strings.Contains(host, ".") && !strings.ContainsAny(host, " _%@"):
		return "", false, fmt.Errorf("%q is no registrable domain: %w", host, errNoOutlet)
	default:
		return "", false, fmt.Errorf("%q is no domain", host)
	}
}

// link checks an optional web address.
func link(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return "", fmt.Errorf("%q is no http or https link", s)
	}
	return s, nil
}

// isDate tells whether s is a year, a month or a day.
func isDate(s string) bool {
	for _, layout := range []string{"2006", "2006-01", "2006-01-02"} {
		if _, err := time.Parse(layout, s); err == nil {
			return true
		}
	}
	return false
}
