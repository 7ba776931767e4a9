package lab

import "math"

// ridge is the strength of the penalty on large weights; each set of samples weighs 1000.
const ridge = 0.5

// logistic fits a logistic regression by Newton's method. Every set of samples weighs the same.
func logistic(sets [][]sample, n int) []float64 {
	w := make([]float64, n)
	for range 20 {
		gradient := make([]float64, n)
		hessian := make([][]float64, n)
		for a := range n {
			hessian[a] = make([]float64, n)
			hessian[a][a] = ridge
			gradient[a] = -ridge * w[a]
		}
		for _, set := range sets {
			addGradient(set, w, gradient, hessian)
		}
		largest := 0.0
		for a, d := range solve(hessian, gradient) {
			w[a] += d
			largest = max(largest, math.Abs(d))
		}
		if largest < 1e-4 {
			break
		}
	}
	return w
}

func addGradient(set []sample, w, gradient []float64, hessian [][]float64) {
	total := 0.0
	for _, s := range set {
		total += s.weight
	}
	for _, s := range set {
		z := 0.0
		for a, f := range s.features {
			z += w[a] * f
		}
		p := 1 / (1 + math.Exp(-z))
		weight := s.weight * 1000 / total
		for a, f := range s.features {
			if f == 0 {
				continue
			}
			gradient[a] += weight * (s.same - p) * f
			for b, g := range s.features[:a+1] {
				hessian[a][b] += weight * p * (1 - p) * f * g
			}
		}
	}
}

// solve solves the system of a symmetric positive definite matrix, of which the lower half is given, by Cholesky.
func solve(m [][]float64, v []float64) []float64 {
	n := len(v)
	for j := range n {
		for i := j; i < n; i++ {
			s := m[i][j]
			for k := range j {
				s -= m[i][k] * m[j][k]
			}
			if i == j {
				m[j][j] = math.Sqrt(s)
			} else {
				m[i][j] = s / m[j][j]
			}
		}
	}
	x := make([]float64, n)
	for i := range n {
		s := v[i]
		for k := range i {
			s -= m[i][k] * x[k]
		}
		x[i] = s / m[i][i]
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			x[i] -= m[k][i] * x[k]
		}
		x[i] /= m[i][i]
	}
	return x
}
