// What SimGrid makes of a platform file: its hosts, and routes and times of transfers between some of them, as JSON.
//
//   g++ -O1 -std=c++17 oracle.cpp -lsimgrid -o oracle
//   oracle FILE [PAIRS [BYTES [DATE]]]
//
// Up to PAIRS pairs (90 unless said otherwise) of hosts in order of their names are taken, evenly. The transfer of BYTES
// begins at DATE. SimGrid ends the program where there is no route, so that each pair has a process of its own.

#include <simgrid/s4u.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace sg4 = simgrid::s4u;

static std::string text(const std::string& name) {
  std::string quoted = "\"";
  for (char letter : name) {
    if (letter == '"' || letter == '\\')
      quoted += '\\';
    quoted += letter;
  }
  return quoted + "\"";
}

// Route, latency and, unless BYTES is negative, the time that a transfer takes, or nothing.
static std::string ask(sg4::Engine& engine, sg4::Host* from, sg4::Host* to, double bytes, double date) {
  std::vector<sg4::Link*> links;
  double latency = 0;
  from->route_to(to, links, &latency);
  std::string list;
  for (auto* link : links)
    list += (list.empty() ? "" : ", ") + text(link->get_name());
  double took = -1;
  if (bytes >= 0) {
    sg4::Actor::create("sender", from, [&] {
      if (date > 0)
        sg4::this_actor::sleep_until(date);
      try {
        sg4::Comm::sendto(from, to, static_cast<uint64_t>(bytes));
        took = sg4::Engine::get_clock() - date;
      } catch (const simgrid::Exception&) {
      }
    });
    engine.run();
  }
  char numbers[80];
  std::snprintf(numbers, sizeof numbers, "%.17g, %.17g", latency, took);
  return std::string("[") + numbers + ", [" + list + "]]";
}

int main(int argc, char** argv) {
  sg4::Engine engine(&argc, argv);
  size_t most = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 90;
  double bytes = argc > 3 ? std::atof(argv[3]) : 1e6;
  double date = argc > 4 ? std::atof(argv[4]) : 0;
  engine.load_platform(argv[1]);
  engine.seal_platform();

  std::vector<sg4::Host*> hosts = engine.get_all_hosts();
  auto by_name = [](sg4::Host* a, sg4::Host* b) { return a->get_name() < b->get_name(); };
  std::sort(hosts.begin(), hosts.end(), by_name);
  std::vector<std::pair<sg4::Host*, sg4::Host*>> pairs;
  size_t every = 1;
  while (true) {
    size_t some = (hosts.size() + every - 1) / every;
    if (some * (some - 1) <= most || some <= 2)
      break;
    every++;
  }
  for (size_t i = 0; i < hosts.size(); i += every)
    for (size_t j = 0; j < hosts.size(); j += every)
      if (i != j && pairs.size() < most)
        pairs.emplace_back(hosts[i], hosts[j]);

  std::printf("{\"hosts\": {");
  const char* comma = "";
  for (size_t i = 0; i < hosts.size(); i += every) {
    std::printf("%s\n  %s: [%.17g, %d]", comma, text(hosts[i]->get_name()).c_str(), hosts[i]->get_speed(),
                hosts[i]->get_core_count());
    comma = ",";
  }
  std::printf("},\n\"count\": [%zu, %zu],\n\"routes\": {", engine.get_host_count(), engine.get_link_count());
  comma = "";
  for (auto [from, to] : pairs) {
    int ends[2];
    if (pipe(ends) != 0)
      return 1;
    std::fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
      std::string answer = ask(engine, from, to, bytes, date);
      ssize_t written = write(ends[1], answer.data(), answer.size());
      _exit(written < 0 ? 1 : 0);
    }
    close(ends[1]);
    std::string answer;
    char buffer[4096];
    for (ssize_t count; (count = read(ends[0], buffer, sizeof buffer)) > 0;)
      answer.append(buffer, static_cast<size_t>(count));
    close(ends[0]);
    waitpid(child, nullptr, 0);
    if (answer.empty())
      answer = "null";
    std::printf("%s\n  %s: %s", comma, text(from->get_name() + " -> " + to->get_name()).c_str(), answer.c_str());
    comma = ",";
  }
  std::printf("}}\n");
  std::fflush(stdout);
  _exit(0);
}
