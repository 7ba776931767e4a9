package lab

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"github.com/parallax-news/parallax/internal/extract"
)

// truthLine is what extraction needs of a line of truth.jsonl.
type truthLine struct {
	ID   string `json:"id"`
	URL  string `json:"url"`
	File string `json:"file"` // within the folder of truth.jsonl; "" pages/ID.html
}

// extracted is a line of output.
type extracted struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Text   string `json:"text"`
	Date   string `json:"date"` // RFC 3339, "" unknown
	Author string `json:"author"`
}

// Extract reads a tar archive (plain or compressed) that holds truth.jsonl, with an id and a url a line, and pages/ID.html
// beside it, and writes each page's title, text, date and author in the order of truth.jsonl. Nothing but
// the addresses is taken from truth.jsonl. A page that cannot be read has empty fields.
func (r *Run) Extract(ctx context.Context, archive string) error {
	r.Start()
	lines, pages, err := readPages(archive)
	if err != nil {
		return err
	}
	out := json.NewEncoder(r)
	out.SetEscapeHTML(false)
	for _, l := range lines {
		if err := ctx.Err(); err != nil {
			return err
		}
		e := extracted{ID: l.ID}
		if page, err := extract.Page(pages[l.File], "", l.URL); page != nil {
			e.Title, e.Text, e.Author = page.Title, page.Text, page.Author
			if !page.Published.IsZero() {
				e.Date = page.Published.Format(time.RFC3339)
			}
		} else if err != nil {
			fmt.Fprintln(r.Report, err)
		}
		if err := out.Encode(e); err != nil {
			return fmt.Errorf("writing page %s: %w", l.ID, err)
		}
		r.Step()
	}
	return r.Finish("articles")
}

// readPages reads the whole archive: the lines of truth.jsonl and the pages by name.
func readPages(archive string) ([]truthLine, map[string][]byte, error) {
	in, err := Open(archive)
	if err != nil {
		return nil, nil, err
	}
	defer in.Close()
	var truth []byte
	pages := map[string][]byte{}
	for files := tar.NewReader(in); ; {
		h, err := files.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, &InputError{File: archive, Reason: err.Error()}
		}
		b, err := io.ReadAll(io.LimitReader(files, maxLine))
		if err != nil {
			return nil, nil, &InputError{File: archive, Reason: err.Error()}
		}
		if path.Base(h.Name) == "truth.jsonl" {
			truth = b
		} else if i := strings.Index("/"+h.Name, "/pages/"); i >= 0 {
			pages[h.Name[i:]] = b
		}
	}
	if truth == nil {
		return nil, nil, &InputError{File: archive, Reason: "there is no truth.jsonl in this archive"}
	}
	lines, err := truthLines(archive, truth)
	return lines, pages, err
}

func truthLines(archive string, truth []byte) ([]truthLine, error) {
	var lines []truthLine
	s := bufio.NewScanner(bytes.NewReader(truth))
	s.Buffer(nil, maxLine)
	for n := 1; s.Scan(); n++ {
		if len(bytes.TrimSpace(s.Bytes())) == 0 {
			continue
		}
		var l truthLine
		if err := json.Unmarshal(s.Bytes(), &l); err != nil {
			return nil, &InputError{File: archive + ":truth.jsonl", Line: n, Reason: err.Error()}
		}
		if l.ID == "" {
			return nil, &InputError{File: archive + ":truth.jsonl", Line: n, Reason: "the line has no id"}
		}
		if l.File == "" {
			l.File = "pages/" + l.ID + ".html"
		}
		lines = append(lines, l)
	}
	return lines, s.Err()
}
