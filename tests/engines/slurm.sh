# Slurm on this machine: slurmctld, and two nodes with a slurmd each, with a munge of their own.

start_slurm() {
    install_for slurmctld slurm-wlm munge || return 1
    PATH=$PATH:/usr/sbin:/sbin
    local host port
    host=$(hostname)
    port=$((20000 + RANDOM % 10000))
    export SLURM_CONF=$ENGINES/slurm.conf
    mkdir -p "$ENGINES/state" "$ENGINES/spool.worker1" "$ENGINES/spool.worker2"
    (umask 077 && dd if=/dev/urandom of="$ENGINES/munge.key" bs=128 count=1 2> /dev/null)
    cat > "$SLURM_CONF" << END
ClusterName=engines
SlurmctldHost=$host(127.0.0.1)
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
SlurmctldPort=$port
AuthType=auth/munge
CredType=cred/munge
# A job that is queued again waits for so long at least.
AuthInfo=socket=$ENGINES/munge.socket,cred_expire=5
StateSaveLocation=$ENGINES/state
SlurmdSpoolDir=$ENGINES/spool.%n
SlurmctldPidFile=$ENGINES/slurmctld.pid
SlurmdPidFile=$ENGINES/slurmd.%n.pid
# As in a container: neither systemd nor control groups.
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=1,sched_min_interval=10000
SlurmdTimeout=5
KillWait=2
ReturnToService=2
MailProg=/bin/true
MpiDefault=none
NodeName=worker1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 1)) CPUs=1
NodeName=worker2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 2)) CPUs=1
PartitionName=all Nodes=worker[1-2] Default=YES MaxTime=INFINITE State=UP
END
    start munged munged --foreground --force --key-file="$ENGINES/munge.key" --socket="$ENGINES/munge.socket" \
        --pid-file="$ENGINES/munged.pid" --log-file="$ENGINES/munged.own.log" --seed-file="$ENGINES/munged.seed"
    within 10 test -S "$ENGINES/munge.socket" || return 1
    start slurmctld slurmctld -D
    start_node worker1
    start_node worker2
    within 30 are_idle 2 || { tail -n 20 "$ENGINES"/slurm*.log; return 1; }
}

declare -A NODES

start_node() {
    start "slurmd.$1" slurmd -D -N "$1"
    NODES[$1]=$last
}

are_idle() { [ "$(sinfo --noheader --Node --format=%t | grep -cx idle)" -eq "$1" ]; }

# The node loses its daemon, its steps and their processes at once, as when its power fails.
kill_worker_of_slurm() {
    find_victim "$1" || return 1
    dead=$(variable_of "$victim" SLURMD_NODENAME)
    [ -n "$dead" ] || return 1
    # Its step first: nobody tells how it ended.
    kill -9 "$(parent_of "$victim")" && kill -9 "${NODES[$dead]}" && { kill -9 "$victim" || true; }
}

heal_slurm() {
    start_node "$dead"
    within 60 are_idle 2 || no 'slurm: the node does not come back'
}

is_left_alone() { [ -z "$(squeue --noheader)$(pids_of_shards "$1")" ]; }

# What a signal ends is taken from the queue; the script of a dry run ends with a job that puts all together.
edges_of_slurm() {
    local out=$ENGINES/slurm.interrupted code
    interrupt slurm "$out" 7 0
    if [ "$code" -eq 130 ] && within 20 is_left_alone "$out"; then
        ok 'slurm, interrupted: nothing is left in the queue'
    else
        no "slurm, interrupted: exit code $code: $(cat "$out.err"); $(squeue --noheader)"
    fi
    out=$ENGINES/slurm.script
    "$COLDSTART" sweep run study.toml --engine slurm --shards 2 --out "$out" --json "$out.json" --csv "$out.csv" --dry-run > "$out.sh"
    sh "$out.sh" > /dev/null
    if within 60 test -s "$out.json" && within 10 are_idle 2 && cmp "$out.json" expected.json && diff -rq "$out.csv" expected; then
        ok 'slurm, script with a dependent job: the bytes are the same'
    else
        no "slurm, script: $(squeue --noheader)"
    fi
}
