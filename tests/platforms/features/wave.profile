# twice the bandwidth, and then half of it
PERIODICITY 2
0.5 2e6
1.0 5e5
