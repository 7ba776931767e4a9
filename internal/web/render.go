package web

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"reflect"
	"sync"

	"github.com/parallax-news/parallax/internal/web/htmlexec"
)

// pageTemplate is the templates of one page: layout, components and the page's own.
type pageTemplate struct {
	set      *template.Template
	funcs    template.FuncMap
	programs sync.Map // reflect.Type of the page's struct -> *htmlexec.Program
}

// parsePages parses one set of templates for each folder of pages/: the layout, all components, and
// the folder's own files, which define "main" and may define "styles".
func parsePages(fsys fs.FS, a *assets) (map[string]*pageTemplate, error) {
	funcs := template.FuncMap{"asset": a.URL}
	base, err := template.New("base").Funcs(funcs).ParseFS(fsys, "layout/*.tmpl", "components/*.tmpl")
	if err != nil {
		return nil, err
	}
	folders, err := fs.ReadDir(fsys, "pages")
	if err != nil {
		return nil, err
	}
	pages := map[string]*pageTemplate{}
	for _, f := range folders {
		set, err := base.Clone()
		if err != nil {
			return nil, err
		}
		if set, err = set.ParseFS(fsys, "pages/"+f.Name()+"/*.tmpl"); err != nil {
			return nil, err
		}
		pages[f.Name()] = &pageTemplate{set: set, funcs: funcs}
	}
	return pages, nil
}

// program is the page's layout, compiled for a type of page struct when that is first rendered.
func (p *pageTemplate) program(data reflect.Type) (*htmlexec.Program, error) {
	if prog, ok := p.programs.Load(data); ok {
		return prog.(*htmlexec.Program), nil
	}
	prog, err := htmlexec.Compile(p.set, "layout", data, p.funcs)
	if err != nil {
		return nil, err
	}
	p.programs.Store(data, prog)
	return prog, nil
}

// render writes a page: name is its folder, page its struct or a pointer to it.
func (s *Server) render(w http.ResponseWriter, name string, page any) error {
	p, ok := s.pages[name]
	if !ok {
		return fmt.Errorf("render: no page %q", name)
	}
	prog, err := p.program(reflect.TypeOf(page))
	if err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	out := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(out)
	out.Reset()
	if err := prog.Execute(out, page); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, err = w.Write(out.Bytes())
	return err
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}
