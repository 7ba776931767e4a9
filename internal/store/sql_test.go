package store

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"strings"
	"testing"
)

// passing lists functions that hand on a statement which is not constant where they stand, with the reason why that is safe.
var passing = map[string]string{
	"collect":       "hands on what it is given; its callers are checked",
	"Exec":          "hands on what it is given; its callers are checked",
	"Query":         "hands on what it is given; its callers are checked",
	"QueryRow":      "hands on what it is given; its callers are checked",
	"prepared":      "hands on what it is given; its callers are checked",
	"setFlag":       "hands on what it is given; its callers are checked by reading: two constants",
	"add":           "hands on what it is given; its callers are checked",
	"readVersions":  "a list of constants, and a constant of each engine",
	"Status":        "a list of constants",
	"unlist":        "a list of constants",
	"wipe":          "a list of constants",
	"rescue":        "a list of constants",
	"fill":          "PostgreSQL's own definition of one of our indexes",
	"deleteArticle": "a list of constants",
	"copyTable":     "names of our own tables, from a constant list",
	"load":          "names of our own tables, from a constant list",
	"candidates":    "a constant of each engine",
}

// queryAt is which argument of a call is a statement.
var queryAt = map[string]int{
	"Exec": 1, "Query": 1, "QueryRow": 1, "ExecContext": 1, "QueryContext": 1, "QueryRowContext": 1, "PrepareContext": 1, "collect": 3, "add": 0, "WriteString": 0,
}

// parseRoom parses the room's files, without its tests.
func parseRoom(t *testing.T, files *token.FileSet) (room []*ast.File) {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(files, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		room = append(room, f)
	}
	return room
}

// TestSQL01_constantStatements is the static half of SQL-01: statements are constants, or put together of constants and placeholders.
func TestSQL01_constantStatements(t *testing.T) {
	files := token.NewFileSet()
	room := parseRoom(t, files)
	checked, used := 0, map[string]bool{}
	for _, file := range room {
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			known := constantNames(room, f)
			ast.Inspect(f.Body, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				query := statementOf(call)
				if query == nil {
					return true
				}
				checked++
				if constant(query, known) {
					return true
				}
				if passing[f.Name.Name] == "" {
					t.Errorf("%s: a statement that is not constant", files.Position(query.Pos()))
				}
				used[f.Name.Name] = true
				return true
			})
		}
	}
	if checked < 80 {
		t.Errorf("only %d statements were found: the test looks in the wrong place", checked)
	}
	for name := range passing {
		if !used[name] {
			t.Errorf("%s needs no exception any more", name)
		}
	}
}

// statementOf is the argument of a call that is a statement; nil without.
func statementOf(call *ast.CallExpr) ast.Expr {
	name := ""
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		name = f.Sel.Name
		if x, ok := f.X.(*ast.SelectorExpr); name == "WriteString" && !(ok && x.Sel.Name == "text") {
			return nil
		}
	case *ast.Ident:
		name = f.Name
	}
	at, ok := queryAt[name]
	if !ok || len(call.Args) <= at {
		return nil
	}
	return call.Args[at]
}

// constantNames are the package's constants and those of a function.
func constantNames(room []*ast.File, f *ast.FuncDecl) map[string]bool {
	names := map[string]bool{}
	collectNames := func(n ast.Node) bool {
		if d, ok := n.(*ast.GenDecl); ok && d.Tok == token.CONST {
			for _, s := range d.Specs {
				for _, name := range s.(*ast.ValueSpec).Names {
					names[name.Name] = true
				}
			}
		}
		return true
	}
	for _, file := range room {
		for _, d := range file.Decls {
			if g, ok := d.(*ast.GenDecl); ok {
				collectNames(g)
			}
		}
	}
	local := maps.Clone(names)
	names = local
	ast.Inspect(f.Body, collectNames)
	return names
}

// constant tells whether an expression is made of constants and of placeholders.
func constant(e ast.Expr, known map[string]bool) bool {
	switch e := e.(type) {
	case *ast.BasicLit:
		return true
	case *ast.Ident:
		return known[e.Name]
	case *ast.ParenExpr:
		return constant(e.X, known)
	case *ast.BinaryExpr:
		return constant(e.X, known) && constant(e.Y, known)
	case *ast.CallExpr:
		switch f := e.Fun.(type) {
		case *ast.Ident:
			return f.Name == "params" || f.Name == "tuples"
		case *ast.SelectorExpr: // a statement, whose parts are checked where they are added
			x, ok := f.X.(*ast.SelectorExpr)
			return ok && f.Sel.Name == "String" && x.Sel.Name == "text"
		}
	}
	return false
}
