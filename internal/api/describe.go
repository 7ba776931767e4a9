package api

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"sort"

	"github.com/danielgtaylor/huma/v2"

	"github.com/parallax-news/parallax/internal/news"
)

// descriptionPath is where the description for people is; beside it are openapi.json and openapi.yaml.
const descriptionPath = "/api/v1/"

//go:embed reference.tmpl
var referenceFile embed.FS

// describeScale gives the schemas the keys of the edition's sides, which no Go type can name.
func describeScale(schemas map[string]*huma.Schema, scale news.Scale) {
	count := func(doc string) *huma.Schema {
		return &huma.Schema{Type: huma.TypeInteger, Minimum: new(float64), Description: doc}
	}
	coverage := &huma.Schema{
		Type:                 huma.TypeObject,
		Description:          "How the story's outlets spread over the sides; an outlet counts once, however many articles it has.",
		AdditionalProperties: false,
		Properties: map[string]*huma.Schema{
			"total":   count("Outlets"),
			"unrated": count("Outlets without a rating"),
			"voices":  count("Independent voices: outlets with nearly the same text are one"),
			"line":    {Type: huma.TypeString, Description: "The largest share in words", Examples: []any{"50% Left"}},
		},
		Required: []string{"line", "percent", "total", "unrated", "voices"},
	}
	percent := &huma.Schema{
		Type: huma.TypeObject, Nullable: true, AdditionalProperties: false,
		Description: "Shares of the rated outlets, adding up to 100; null without a rated outlet.",
		Properties:  map[string]*huma.Schema{},
	}
	leans := []any{}
	for _, step := range scale.Steps {
		coverage.Properties[step.Key] = count("Outlets rated " + step.Name)
		coverage.Required = append(coverage.Required, step.Key)
		percent.Properties[step.Key] = count("Share of " + step.Name)
		percent.Required = append(percent.Required, step.Key)
		leans = append(leans, step.Key)
	}
	percent.PrecomputeMessages()
	coverage.Properties["percent"] = percent
	coverage.PrecomputeMessages()
	schemas["Coverage"] = coverage
	leans = append(leans, scale.Step(news.Unrated).Key)
	for _, name := range []string{"OutletRef", "Outlet"} {
		schemas[name].Properties["lean"].Enum = leans
	}
}

// serveDescription writes the description once, for machines and for people.
func (s *Server) serveDescription() error {
	asJSON, err := json.Marshal(s.spec)
	if err != nil {
		return fmt.Errorf("describing the API: %w", err)
	}
	asYAML, err := s.spec.YAML()
	if err != nil {
		return fmt.Errorf("describing the API: %w", err)
	}
	page, err := s.reference()
	if err != nil {
		return fmt.Errorf("describing the API: %w", err)
	}
	for _, path := range []string{"/api/{$}", "/api/v1"} {
		s.mux.Handle("GET "+path, http.RedirectHandler(s.link(descriptionPath), http.StatusFound))
	}
	for path, file := range map[string]struct {
		kind string
		body []byte
	}{
		descriptionPath + "{$}":          {"text/html; charset=utf-8", page},
		descriptionPath + "openapi.json": {"application/vnd.oai.openapi+json;version=3.1", asJSON},
		descriptionPath + "openapi.yaml": {"application/vnd.oai.openapi;version=3.1", asYAML},
	} {
		s.mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", file.kind)
			w.Header().Set("Cache-Control", "public, max-age=3600")
			w.Write(file.body)
		})
	}
	return nil
}

// referencePage is what reference.tmpl shows.
type referencePage struct {
	Name, Version, Home string
	Notice, Base        string
	Styles              []string
	Operations          []*huma.Operation
	Schemas             []referenceSchema
	JSON, YAML          string
	Feeds               []referenceFeed
}

type referenceSchema struct {
	Name, Description string
	Fields            []referenceField
}

type referenceField struct {
	Name, Type, Description string
}

type referenceFeed struct {
	Name  string
	Paths []string
}

// reference renders the description for people.
func (s *Server) reference() ([]byte, error) {
	tmpl, err := template.ParseFS(referenceFile, "reference.tmpl")
	if err != nil {
		return nil, err
	}
	p := referencePage{
		Name: s.opts.Name, Version: s.opts.Version, Home: s.link("/"), Notice: s.notice(), Base: s.base, Styles: s.opts.Styles, Operations: s.operations,
		JSON: s.link(descriptionPath + "openapi.json"), YAML: s.link(descriptionPath + "openapi.yaml"),
	}
	for name, schema := range s.spec.Components.Schemas.Map() {
		p.Schemas = append(p.Schemas, referenceSchema{name, schema.Description, fields(schema)})
	}
	sort.Slice(p.Schemas, func(i, j int) bool { return p.Schemas[i].Name < p.Schemas[j].Name })
	for _, f := range feedPaths {
		feed := referenceFeed{Name: f.name}
		for _, format := range feedFormats {
			feed.Paths = append(feed.Paths, s.base+f.path+"/feed."+format.ext+f.query)
		}
		p.Feeds = append(p.Feeds, feed)
	}
	var b bytes.Buffer
	err = tmpl.Execute(&b, p)
	return b.Bytes(), err
}

// fields lists a schema's properties by name, those of a nested object after it.
func fields(schema *huma.Schema) []referenceField {
	names := make([]string, 0, len(schema.Properties))
	for name := range schema.Properties {
		names = append(names, name)
	}
	sort.Strings(names)
	var out []referenceField
	for _, name := range names {
		p := schema.Properties[name]
		out = append(out, referenceField{name, kind(p), p.Description})
		for _, inner := range fields(p) {
			out = append(out, referenceField{name + "." + inner.Name, inner.Type, inner.Description})
		}
	}
	return out
}

// kind names a schema's type in a word or two.
func kind(s *huma.Schema) string {
	name := s.Type
	switch {
	case s.Ref != "":
		name = s.Ref[len("#/components/schemas/"):]
	case s.Type == huma.TypeArray:
		name = "list of " + kind(s.Items)
	case s.Format != "":
		name = s.Format
	}
	if s.Nullable {
		name += " or null"
	}
	return name
}
