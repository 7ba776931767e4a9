package fetch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// wayOut lists what opens connections, by import path. Of http.Client and http.Transport only pointers may be named: who is
// handed a client may say so in a signature, but not make one.
var wayOut = map[string][]string{
	"net":                        {"Dial", "DialIP", "DialTCP", "DialTimeout", "DialUDP", "DialUnix", "Dialer"},
	"net/http":                   {"Client", "DefaultClient", "DefaultTransport", "Get", "Head", "Post", "PostForm", "Transport"},
	"net/smtp":                   {"Dial", "SendMail"},
	"net/rpc":                    {"Dial", "DialHTTP", "DialHTTPPath"},
	"crypto/tls":                 {"Dial", "DialWithDialer", "Dialer"},
	"log/syslog":                 {"Dial", "New", "NewLogger"},
	"golang.org/x/net/http2":     {"Transport"},
	"golang.org/x/net/websocket": {"Dial", "DialConfig"},
	"golang.org/x/net/proxy":     {"Dial", "Direct", "FromEnvironment", "SOCKS5"},
}

// mayGoOut names the folders that may use them, and why.
var mayGoOut = map[string]string{
	"internal/fetch": "the guarded way out itself",
}

// SSRF-06: no file of the module but fetch's has a way out of its own. Tests are exempt: they talk to servers of theirs.
func TestSSRF06_noOtherWayOut(t *testing.T) {
	root := moduleRoot(t)
	used := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() {
			if path != root && (strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		file, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		found, err := waysOut(path, nil)
		if err != nil {
			return err
		}
		folder := filepath.ToSlash(filepath.Dir(file))
		if mayGoOut[folder] != "" {
			used[folder] = used[folder] || len(found) > 0
			return nil
		}
		for _, what := range found {
			t.Errorf("%s: %s: go through internal/fetch", file, what)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for folder := range mayGoOut {
		if !used[folder] {
			t.Errorf("%s is excepted, but has no way out", folder)
		}
	}
}

// waysOut returns the names of wayOut that a file uses, with their lines. src is as for parser.ParseFile.
func waysOut(path string, src any) ([]string, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, src, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var found []string
	report := func(at token.Pos, what string) {
		found = append(found, "line "+strconv.Itoa(files.Position(at).Line)+" "+what)
	}
	banned := map[string][]string{} // by the name that the file gives the package
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		local := imported[strings.LastIndexByte(imported, '/')+1:]
		if spec.Name != nil {
			local = spec.Name.Name
		}
		if local == "." && wayOut[imported] != nil {
			report(spec.Pos(), "dot import of "+imported)
		}
		banned[local] = wayOut[imported]
	}
	pointers := map[ast.Node]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.StarExpr:
			pointers[n.X] = true
		case *ast.SelectorExpr:
			pkg, ok := n.X.(*ast.Ident)
			if ok && slices.Contains(banned[pkg.Name], n.Sel.Name) && !pointers[n] {
				report(n.Pos(), pkg.Name+"."+n.Sel.Name)
			}
		}
		return true
	})
	return found, nil
}

// TestWaysOut checks the checker.
func TestWaysOut(t *testing.T) {
	tests := []struct {
		name, body string
		want       int
	}{
		{"get", `import "net/http"; func f() { http.Get("") }`, 1},
		{"renamed", `import h "net/http"; var c = h.DefaultClient`, 1},
		{"dot", `import . "net/http"; func f() { Get("") }`, 1},
		{"literals", `import "net/http"; var a, b = &http.Client{}, http.Transport{}`, 2},
		{"new", `import "net/http"; var a = new(http.Client)`, 1},
		{"value", `import "net/http"; var a http.Client`, 1},
		{"dialler", `import "net"; var a = net.Dialer{}`, 1},
		{"dial as a value", `import "net"; var dial = net.DialTimeout`, 1},
		{"TLS", `import "crypto/tls"; func f() { tls.Dial("", "", nil) }`, 1},
		{"handed a client", `import "net/http"; func f(c *http.Client) {}`, 0},
		{"server", `import ("net"; "net/http"); var s = http.Server{}; func f() { net.Listen("", "") }`, 0},
		{"another package's Get", `import "example.org/http"; func f() { http.Get("") }`, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found, err := waysOut("file.go", "package p; "+tt.body)
			if err != nil {
				t.Fatal(err)
			}
			if len(found) != tt.want {
				t.Errorf("found %q; want %d of them", found, tt.want)
			}
		})
	}
}

// moduleRoot walks up to the folder of go.mod.
func moduleRoot(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the working directory")
		}
		dir = up
	}
}
