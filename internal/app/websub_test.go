package app

import "testing"

func TestPublic(t *testing.T) {
	for site, want := range map[string]bool{
		"https://news.example.org": true, "http://news.example.org:8080": true, "https://news.example.org.": true, "https://198.51.100.7": true,
		"https://[2606:4700::1]": true, "http://127.0.0.1:8080": false, "http://localhost:8080": false, "http://a.localhost": false, "http://0.0.0.0:8080": false,
		"http://:8080": false, "http://192.168.1.4": false, "http://10.0.0.1": false, "http://[::1]:80": false, "http://[fe80::1]": false, "http://[fd00::1]": false,
		"http://169.254.1.1": false, "http://printer.local": false, "http://parallax:8080": false, "http://a.internal": false, "http://a.home.arpa": false, "": false, "http://%zz": false,
	} {
		if got := public(site); got != want {
			t.Errorf("%q is public: %v, want %v", site, got, want)
		}
	}
}
