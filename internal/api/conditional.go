package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"time"
)

// conditional gives every good answer of next an ETag of its bytes and answers 304 where the
// client has them already (RFC 9110 section 13). The tag is weak because a proxy or a layer
// above may compress the answer.
func conditional(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := &answer{header: w.Header(), status: http.StatusOK}
		next.ServeHTTP(a, r)
		if a.status != http.StatusOK {
			if a.status >= 400 {
				w.Header().Set("Cache-Control", "no-store")
			}
			w.WriteHeader(a.status)
			w.Write(a.body.Bytes())
			return
		}
		sum := sha256.Sum256(a.body.Bytes())
		w.Header().Set("ETag", `W/"`+base64.RawURLEncoding.EncodeToString(sum[:12])+`"`)
		modified, err := http.ParseTime(w.Header().Get("Last-Modified"))
		if err != nil {
			modified = time.Time{}
		}
		http.ServeContent(w, r, "", modified, bytes.NewReader(a.body.Bytes()))
	})
}

// answer keeps a handler's answer until its tag is known.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(status int)      { a.status = status }
func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }
