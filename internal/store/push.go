package store

import (
	"context"
	"errors"
	"sync"

	"phendau/internal/ledger"
)

// groupOps bounds the operations of one group: a transaction stays short.
const groupOps = 1000

// pushQueue lets pushes that arrive while another one is being written share
// the next transaction: what a commit costs is paid once for all of them. One
// transaction of a process at a time is to advantage on both engines: several
// wait for each other's forced writes and share less.
type pushQueue struct {
	mu      sync.Mutex
	waiting []*pushJob
	writing bool
}

type pushJob struct {
	ops     []ledger.Signed
	results []ledger.Result
	err     error
	done    chan struct{}
}

// Push appends what a phone sent: its signatures and rights are checked, one
// bad operation never fails its neighbours. An error means that nothing was
// stored, or that a repeat will say duplicate.
func (s *Store) Push(ctx context.Context, ops []ledger.Signed) ([]ledger.Result, error) {
	j := &pushJob{ops: ops, done: make(chan struct{})}
	if s.pushes.join(j) {
		s.writeGroups(context.WithoutCancel(ctx))
	}
	select {
	case <-j.done:
		return j.results, j.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// join puts a job into the queue; true makes the caller the writer.
func (q *pushQueue) join(j *pushJob) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, j)
	if q.writing {
		return false
	}
	q.writing = true
	return true
}

// next takes the jobs of one group; none ends the writer.
func (q *pushQueue) next() []*pushJob {
	q.mu.Lock()
	defer q.mu.Unlock()
	n, ops := 0, 0
	for n < len(q.waiting) && (n == 0 || ops+len(q.waiting[n].ops) <= groupOps) {
		ops += len(q.waiting[n].ops)
		n++
	}
	group := q.waiting[:n:n]
	q.waiting = q.waiting[n:]
	if n == 0 {
		q.writing = false
	}
	return group
}

// writeGroups writes until nothing waits.
func (s *Store) writeGroups(ctx context.Context) {
	for group := s.pushes.next(); len(group) > 0; group = s.pushes.next() {
		s.writeGroup(ctx, group)
	}
}

// writeGroup writes the jobs of one group in one transaction. A panic is the
// error of all of them: nobody is left waiting.
func (s *Store) writeGroup(ctx context.Context, group []*pushJob) {
	b := Batch{Rights: true, Custody: true}
	for _, j := range group {
		b.Ops = append(b.Ops, j.ops...)
	}
	results, err := []ledger.Result(nil), errGroupLost
	defer func() {
		for _, j := range group {
			if j.err = err; err == nil {
				j.results, results = results[:len(j.ops):len(j.ops)], results[len(j.ops):]
			}
			close(j.done)
		}
		if p := recover(); p != nil {
			s.pushes.leave()
			panic(p)
		}
	}()
	results, err = s.Append(ctx, b)
}

// errGroupLost is the outcome of a push whose transaction ended in a panic.
var errGroupLost = errors.New("the transaction of the push was not finished")

// leave ends the writer that cannot go on; who waits is written by the next push.
func (q *pushQueue) leave() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.writing = false
}
