package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"sort"
	"strings"
)

// files are the templates, styles and fonts; names that begin with "_" are partials of a page.
//
//go:embed all:layout all:components all:pages static
var files embed.FS

// assets are the files that pages load, each under an address that holds a hash of its content, so
// that browsers may keep it for ever.
type assets struct {
	links  links
	hashed map[string]string // name -> hashed name
	bodies map[string]*reply // by hashed name
}

// loadAssets reads static/ and the styles beside the pages: pages/story/story.css is "story.css".
func loadAssets(fsys fs.FS, l links) (*assets, error) {
	a := &assets{links: l, hashed: map[string]string{}, bodies: map[string]*reply{}}
	sources := map[string]string{} // name -> file
	err := fs.WalkDir(fsys, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if name, ok := strings.CutPrefix(file, "static/"); ok {
			sources[name] = file
		} else if path.Ext(file) == ".css" {
			sources[path.Base(file)] = file
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(sources))
	for name := range sources {
		names = append(names, name)
	}
	// Styles come last: they name other files by the hashed name.
	sort.Slice(names, func(i, j int) bool {
		ci, cj := path.Ext(names[i]) == ".css", path.Ext(names[j]) == ".css"
		return ci != cj && cj || ci == cj && names[i] < names[j]
	})
	for _, name := range names {
		body, err := fs.ReadFile(fsys, sources[name])
		if err != nil {
			return nil, err
		}
		a.add(name, body)
	}
	return a, nil
}

func (a *assets) add(name string, body []byte) {
	ext := path.Ext(name)
	if ext == ".css" {
		body = []byte(a.resolve(string(body)))
	}
	sum := sha256.Sum256(body)
	hashed := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:5]) + ext
	a.hashed[name] = hashed
	r := &reply{header: http.Header{}, status: http.StatusOK}
	r.header.Set("Content-Type", contentType(ext))
	r.header.Set("Cache-Control", "public, max-age=31536000, immutable")
	r.body.Write(body)
	if ext == ".woff2" {
		r.zip.Do(func() {}) // is compressed already
	}
	a.bodies[hashed] = r
}

// resolve replaces url(name) in a style by the hashed name.
func (a *assets) resolve(style string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(style, "url(")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		name, after, _ := strings.Cut(rest, ")")
		if hashed, ok := a.hashed[name]; ok {
			name = hashed
		}
		b.WriteString("url(" + name + ")")
		style = after
	}
}

// URL is the address of a file; templates call it as asset.
func (a *assets) URL(name string) (string, error) {
	hashed, ok := a.hashed[name]
	if !ok {
		return "", fmt.Errorf("no asset %q", name)
	}
	return a.links.To("/static/" + hashed), nil
}

func contentType(ext string) string {
	switch ext {
	case ".woff2":
		return "font/woff2"
	case ".txt":
		return "text/plain; charset=utf-8"
	default:
		return mime.TypeByExtension(ext)
	}
}

// static serves a file by its hashed name.
func (s *Server) static(w http.ResponseWriter, r *http.Request) {
	if a, ok := s.assets.bodies[r.PathValue("file")]; ok {
		a.send(w, r)
		return
	}
	s.cached(s.missing).ServeHTTP(w, r)
}

// favicon serves browsers that ask for an icon without reading the page.
func (s *Server) favicon(w http.ResponseWriter, r *http.Request) {
	s.assets.bodies[s.assets.hashed["favicon.svg"]].send(w, r)
}
