// Records what KubeFed's planner answers: random cases with a fixed seed, one a line, as JSON.
package main

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"os"

	scheduling "sigs.k8s.io/kubefed/pkg/apis/scheduling/v1alpha1"
	"sigs.k8s.io/kubefed/pkg/controller/util/planner"
)

type recorded struct {
	Key       string                                   `json:"key"`
	Total     int32                                    `json:"total"`
	Rebalance bool                                     `json:"rebalance"`
	Wishes    map[string]scheduling.ClusterPreferences `json:"wishes"`
	Available []string                                 `json:"available"`
	Running   map[string]int64                         `json:"running"`
	Capacity  map[string]int64                         `json:"capacity"`
	Schedule  map[string]int64                         `json:"schedule"`
}

var names = []string{"eu-west", "us-east", "ap-south", "eu", "us", "ap", "lab-eu", "a", "b", "c1", "c2", "c3"}

func main() {
	random := rand.New(rand.NewSource(20180401))
	for n := 0; n < 240; n++ {
		one := makeCase(random, n)
		spec := scheduling.ReplicaSchedulingPreferenceSpec{
			TotalReplicas: one.Total, Rebalance: one.Rebalance, Clusters: one.Wishes,
		}
		wanted := &scheduling.ReplicaSchedulingPreference{Spec: spec}
		plan, overflow, err := planner.NewPlanner(wanted).Plan(one.Available, one.Running, one.Capacity, one.Key)
		if err != nil {
			panic(err)
		}
		// As `schedule` in pkg/schedulingtypes/replicascheduler.go puts them together.
		one.Schedule = plan
		for name, replicas := range overflow {
			one.Schedule[name] += replicas
		}
		line, err := json.Marshal(one)
		if err != nil {
			panic(err)
		}
		fmt.Fprintln(os.Stdout, string(line))
	}
}

func makeCase(random *rand.Rand, n int) recorded {
	order := random.Perm(len(names))
	one := recorded{
		Key:       fmt.Sprintf("shop/web-%d", n%7),
		Total:     []int32{1, 2, 3, 7, 10, 12, 50, 100, int32(random.Intn(1000))}[random.Intn(9)],
		Rebalance: random.Intn(2) == 0,
		Wishes:    map[string]scheduling.ClusterPreferences{},
		Available: []string{},
		Running:   map[string]int64{},
		Capacity:  map[string]int64{},
	}
	members := 1 + random.Intn(5)
	for at := 0; at < members; at++ {
		name := names[order[at]]
		// One in ten has a wish and is away.
		if random.Intn(10) > 0 {
			one.Available = append(one.Available, name)
		}
		// One in six has no wish of its own.
		if random.Intn(6) > 0 {
			one.Wishes[name] = makeWish(random, int64(one.Total))
		}
		if random.Intn(2) == 0 {
			one.Running[name] = random.Int63n(int64(one.Total) + 4)
		}
		if random.Intn(4) == 0 {
			one.Capacity[name] = random.Int63n(int64(one.Total) + 2)
		}
	}
	if random.Intn(3) == 0 {
		one.Wishes["*"] = makeWish(random, int64(one.Total))
	}
	return one
}

func makeWish(random *rand.Rand, total int64) scheduling.ClusterPreferences {
	wish := scheduling.ClusterPreferences{Weight: random.Int63n(5)}
	if random.Intn(3) == 0 {
		wish.MinReplicas = random.Int63n(total/2 + 2)
	}
	if random.Intn(3) == 0 {
		max := wish.MinReplicas + random.Int63n(total+2)
		wish.MaxReplicas = &max
	}
	return wish
}
