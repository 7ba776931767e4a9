package web

import (
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
)

// parsePages parses one set of templates for each folder of pages/: the layout, all components, and
// the folder's own files, which define "main" and may define "styles".
func parsePages(fsys fs.FS, a *assets) (map[string]*template.Template, error) {
	base, err := template.New("base").Funcs(template.FuncMap{"asset": a.URL}).
		ParseFS(fsys, "layout/*.tmpl", "components/*.tmpl")
	if err != nil {
		return nil, err
	}
	folders, err := fs.ReadDir(fsys, "pages")
	if err != nil {
		return nil, err
	}
	pages := map[string]*template.Template{}
	for _, f := range folders {
		set, err := base.Clone()
		if err != nil {
			return nil, err
		}
		if pages[f.Name()], err = set.ParseFS(fsys, "pages/"+f.Name()+"/*.tmpl"); err != nil {
			return nil, err
		}
	}
	return pages, nil
}

// render writes a page: name is its folder, page its struct.
func (s *Server) render(w http.ResponseWriter, name string, page any) error {
	set, ok := s.pages[name]
	if !ok {
		return fmt.Errorf("render: no page %q", name)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := set.ExecuteTemplate(w, "layout", page); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	return nil
}
