package app

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/parallax-news/parallax/internal/"

// order lists the domain rooms from the bottom up: each may import those before it.
var order = []string{"news", "text", "outlet", "fetch", "feed", "extract", "cluster", "coverage", "tone", "summary", "search", "recommend"}

// alone import no other room of ours.
var alone = []string{"news", "config", "fetch", "mail", "llm"}

// TestRooms keeps the map of the rooms true: who imports whom.
func TestRooms(t *testing.T) {
	imports := map[string][]string{}
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "../...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		room, _, _ := strings.Cut(strings.TrimPrefix(p.ImportPath, module), "/")
		for _, i := range p.Imports {
			if other, ok := strings.CutPrefix(i, module); ok && !strings.HasPrefix(other, room) {
				imports[room] = append(imports[room], other)
			}
		}
	}
	if len(imports["app"]) < 8 {
		t.Fatalf("app imports %v: the list is not whole", imports["app"])
	}
	for room, list := range imports {
		for _, other := range list {
			if reason := forbidden(room, other); reason != "" {
				t.Errorf("%s imports %s: %s", room, other, reason)
			}
		}
	}
}

// forbidden says why a room may not import another, "" when it may.
func forbidden(room, other string) string {
	other, _, _ = strings.Cut(other, "/")
	if slices.Contains(alone, room) {
		return "it stands alone"
	}
	if room != "app" && other == "app" {
		return "only the command knows app"
	}
	if i := slices.Index(order, room); i >= 0 {
		if j := slices.Index(order, other); j < 0 || j > i {
			return "a domain room imports only those below it"
		}
	}
	if (room == "web" || room == "api") && (other == "pipeline" || other == "store" || other == "fetch") {
		return "pages know no pipeline, store or network"
	}
	if room == "pipeline" && (other == "store" || other == "web" || other == "api") {
		return "the pipeline states what it needs itself"
	}
	if room == "store" && (other == "web" || other == "api") {
		return "the store knows no pages"
	}
	return ""
}

func TestForbidden(t *testing.T) {
	for _, tt := range []struct {
		room, other string
		allowed     bool
	}{
		{"news", "text", false}, {"coverage", "news", true}, {"text", "coverage", false}, {"web", "pipeline", false},
		{"web", "coverage", true}, {"cluster", "store", false}, {"web", "app", false}, {"store", "search", true},
	} {
		if got := forbidden(tt.room, tt.other) == ""; got != tt.allowed {
			t.Errorf("%s importing %s: allowed %v, want %v", tt.room, tt.other, got, tt.allowed)
		}
	}
}
