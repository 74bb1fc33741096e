// Accepts connections on the port and on the Unix socket, and keeps count of them.
#include "dossier/api/server.h"

#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "http/session.h"
#include "http/short_slices.h"
#include "push/hub.h"

namespace dossier::api {
namespace {

constexpr std::chrono::seconds kPushStop{6};  // beyond what a close may take

using Tcp = net::ip::tcp;
using Local = net::local::stream_protocol;

// The connections that are open. Any thread.
class Open {
 public:
  // False where its address has as many already.
  bool add(const std::shared_ptr<Session>& session, size_t by_address_max) {
    const std::lock_guard lock(mutex_);
    const std::string& address = session->address();
    if (!address.empty() && ++by_address_[address] > by_address_max) {
      --by_address_[address];
      return false;
    }
    sessions_.emplace(session.get(), session);
    return true;
  }
  void remove(Session* session) {
    const std::lock_guard lock(mutex_);
    if (sessions_.erase(session) == 0) return;
    const auto of_address = by_address_.find(session->address());
    if (of_address != by_address_.end() && --of_address->second == 0) by_address_.erase(of_address);
    if (sessions_.empty()) changed_.notify_all();
  }
  size_t count() const {
    const std::lock_guard lock(mutex_);
    return sessions_.size();
  }
  std::vector<std::shared_ptr<Session>> all() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::shared_ptr<Session>> live;
    for (const auto& [key, session] : sessions_)
      if (auto strong = session.lock()) live.push_back(std::move(strong));
    return live;
  }
  bool wait_none(std::chrono::milliseconds most) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, most, [this] { return sessions_.empty(); });
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  // guarded by mutex_
  std::unordered_map<Session*, std::weak_ptr<Session>> sessions_;
  std::unordered_map<std::string, size_t> by_address_;
};

std::unexpected<Error> refused(std::string message, std::string remedy) {
  return fail(ErrorCode::refused, std::move(message), "", std::move(remedy));
}

}  // namespace

struct Server::Impl {
  Router& router;
  const ServerOptions options;
  const std::shared_ptr<Open> open = std::make_shared<Open>();
  net::io_context context;
  net::executor_work_guard<net::io_context::executor_type> work{context.get_executor()};
  net::any_io_executor accepting{net::make_strand(context)};  // all of the next three happens there
  Tcp::acceptor tcp{accepting};
  Local::acceptor local{accepting};
  net::steady_timer pause{accepting};
  bool closed = false;
  std::vector<std::thread> threads;
  bool stopped = false;

  Impl(Router& r, ServerOptions o) : router(r), options(std::move(o)) {}
  Status listen_tcp();
  Status listen_local();
  template <class Acceptor>
  void accept(Acceptor& acceptor, Peer peer);
  void serve(Session::Socket socket, Peer peer, std::string address);
};

Status Server::Impl::listen_tcp() {
  const Tcp::endpoint endpoint(net::ip::address_v4::loopback(), options.port);
  beast::error_code error;
  tcp.open(endpoint.protocol(), error);
  if (!error) tcp.set_option(net::socket_base::reuse_address(true), error);
  if (!error) tcp.bind(endpoint, error);
  if (!error) tcp.listen(net::socket_base::max_listen_connections, error);
  if (!error) return {};
  return fail(ErrorCode::io,
              fmt::format("can not listen on 127.0.0.1:{}: {}", options.port, error.message()), "",
              "end what holds the port, or name another with --port");
}

Status Server::Impl::listen_local() {
  const std::string& path = options.socket_path;
  if (path.empty()) return {};
  if (path.size() >= sizeof(sockaddr_un::sun_path))
    return refused("the path of the Unix socket is too long: " + path, "use a shorter --var");
  beast::error_code error;
  Local::socket probe(context);
  probe.connect(Local::endpoint(path), error);
  if (!error) return refused("another server listens on " + path, "end it, or use another --var");
  ::unlink(path.c_str());  // left behind by a server that was killed
  local.open(Local(), error);
  if (!error) local.bind(Local::endpoint(path), error);
  // Nobody can connect before listen(), so nobody comes in before the mode is right.
  if (!error && ::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0)
    error.assign(errno, boost::system::system_category());
  if (!error) local.listen(net::socket_base::max_listen_connections, error);
  if (!error) return {};
  return fail(ErrorCode::io, fmt::format("can not listen on {}: {}", path, error.message()), "",
              "check the permissions of the folder");
}

void Server::Impl::serve(Session::Socket socket, Peer peer, std::string address) {
  if (closed) return;  // accepted just before the end
  if (open->count() >= options.connections_max) {
    ++router.metrics().connections_refused;
    return;  // closes it
  }
  const auto session =
      std::make_shared<Session>(std::move(socket), peer, std::move(address), router, options,
                                [open = open](Session* closed) { open->remove(closed); });
  if (open->add(session, options.connections_by_address_max)) return session->start();
  ++router.metrics().connections_refused;
}

template <class Acceptor>
void Server::Impl::accept(Acceptor& acceptor, Peer peer) {
  acceptor.async_accept(
      net::any_io_executor(net::make_strand(context)),
      [this, &acceptor, peer](beast::error_code error, auto socket) {
        if (!acceptor.is_open()) return;
        if (error) {  // out of files, most likely: look again when some were closed
          pause.expires_after(std::chrono::milliseconds(100));
          return pause.async_wait([this, &acceptor, peer](beast::error_code) {
            if (acceptor.is_open()) accept(acceptor, peer);
          });
        }
        std::string address;
        if constexpr (std::is_same_v<Acceptor, Tcp::acceptor>) {
          beast::error_code ignored;
          socket.set_option(Tcp::no_delay(true), ignored);
          const auto remote = socket.remote_endpoint(ignored);
          if (!ignored) address = remote.address().to_string();
        }
        serve(Session::Socket(std::move(socket)), peer, std::move(address));
        accept(acceptor, peer);
      });
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Result<std::unique_ptr<Server>> Server::start(Router& router, const ServerOptions& options) {
  auto impl = std::make_unique<Impl>(router, options);
  DOSSIER_TRY(impl->listen_tcp());
  DOSSIER_TRY(impl->listen_local());
  impl->accept(impl->tcp, Peer::tcp);
  if (impl->local.is_open()) impl->accept(impl->local, Peer::unix_socket);
  for (size_t i = 0; i < options.threads; ++i)
    impl->threads.emplace_back([&context = impl->context] {
      use_short_slices();
      context.run();
    });
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

uint16_t Server::port() const { return impl_->tcp.local_endpoint().port(); }

bool Server::responds(std::chrono::milliseconds within) const {
  const auto done = std::make_shared<std::promise<void>>();  // outlives a wait that was given up
  net::post(impl_->context, [done] { done->set_value(); });
  return done->get_future().wait_for(within) == std::future_status::ready;
}

void Server::stop() {
  if (std::exchange(impl_->stopped, true)) return;
  impl_->router.begin_drain();
  std::promise<void> closed;
  net::post(impl_->accepting, [impl = impl_.get(), &closed] {
    beast::error_code ignored;
    impl->tcp.close(ignored);
    impl->local.close(ignored);
    impl->closed = true;
    closed.set_value();
  });
  closed.get_future().get();
  if (!impl_->options.socket_path.empty()) ::unlink(impl_->options.socket_path.c_str());
  // Connections first: the answers that the router then ends say that the connection closes.
  for (const auto& session : impl_->open->all()) session->begin_stop();
  impl_->router.begin_stop();
  impl_->router.push().stop();
  const bool quiet = impl_->open->wait_none(impl_->options.timeouts.stop);
  if (!impl_->router.push().wait_none(kPushStop)) impl_->router.push().abandon();
  if (quiet) return;
  spdlog::warn("closing {} connections that did not finish", impl_->open->count());
  for (const auto& session : impl_->open->all()) session->abort();
  impl_->open->wait_none(std::chrono::seconds(2));
}

Server::~Server() {
  stop();
  impl_->work.reset();
  impl_->context.stop();
  for (auto& thread : impl_->threads) thread.join();
}

}  // namespace dossier::api
