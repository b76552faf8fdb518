// SPDX-License-Identifier: MIT
// Every word that must be awaited, once without co_await: a warning on each of these lines, which
// says what to do, and on no other. tools/tidy sees to it that no word is missing.
// COMPILERS: g++ clang++-14 clang++-19
#include <uasyncio.hpp>
#include <uasyncio/drivers/aadc.hpp>
#include <uasyncio/testing/numbered_text.hpp>
#include <uasyncio/drivers/bus/i2c.hpp>
#include <uasyncio/drivers/bus/spi.hpp>
#include <uasyncio/drivers/encoder.hpp>
#include <uasyncio/drivers/gps/as_tgps.hpp>
#include <uasyncio/drivers/htu21d.hpp>
#include <uasyncio/drivers/keyboard.hpp>
#include <uasyncio/drivers/lcd.hpp>
#include <uasyncio/drivers/lcd_backpack.hpp>
#include <uasyncio/drivers/link/asi2c.hpp>
#include <uasyncio/drivers/link/syncom.hpp>
#include <uasyncio/drivers/nec_ir.hpp>
#include <uasyncio/drivers/pushbutton.hpp>
#include <uasyncio/drivers/sw_array.hpp>
#include <uasyncio/drivers/touch.hpp>
#include <uasyncio/drivers/supervisor.hpp>
#include <uasyncio/testing/adc.hpp>
#include <uasyncio/testing/i2c_controller.hpp>
#include <uasyncio/testing/i2c_target_port.hpp>
#include <uasyncio/testing/lcd_expander.hpp>
#include <uasyncio/testing/matrix.hpp>
#include <uasyncio/testing/pin.hpp>
#include <uasyncio/testing/spi_controller.hpp>
#include <uasyncio/testing/touch.hpp>
#include <uasyncio/testing/wdt.hpp>
#include <uasyncio/testing/wire.hpp>
#include <uasyncio/sched/schedule.hpp>

#include <span>
#include <uasyncio/compat.hpp>
#include <vector>

namespace asyncio = uasyncio;

asyncio::Coro<int> f() { co_return 1; }
asyncio::AsyncGenerator<int> numbers() { co_yield 1; }

struct Resource {
  asyncio::Coro<int> aenter() { co_return 1; }
  asyncio::Coro<> aexit() { co_return; }
};

// clang-format off
void core(asyncio::Task<int>& task, asyncio::AsyncGenerator<int>& generator,
          asyncio::Outcome<int>& outcome) {
  f();                                           // WARNS: Coro
  numbers();                                     // WARNS: AsyncGenerator
  generator.next();                              // WARNS: AsyncGenerator::next
  asyncio::sleep(1);                             // WARNS: sleep
  asyncio::sleep(std::chrono::seconds(1));       // WARNS: sleep
  asyncio::sleep_ms(1);                          // WARNS: sleep_ms
  asyncio::sleep_us(1);                          // WARNS: sleep_us
  asyncio::sleep_until(1);                       // WARNS: sleep_until
  asyncio::after(1);                             // WARNS: after
  asyncio::after_ms(1);                          // WARNS: after_ms
  asyncio::as_result(f());                       // WARNS: as_result
  asyncio::as_result(task);                      // WARNS: as_result
  asyncio::as_outcome(f());                      // WARNS: as_outcome
  asyncio::fail(asyncio::Error::value);          // WARNS: fail
  asyncio::pass_on(std::move(outcome));          // WARNS: pass_on
  asyncio::finally(f(), []() -> asyncio::Coro<> { co_return; }());  // WARNS: finally
  asyncio::cancel_and_wait(task);                // WARNS: cancel_and_wait
  asyncio::readable(0);                          // WARNS: readable
  asyncio::writable(0);                          // WARNS: writable
  asyncio::create_task(f());
  asyncio::create_task(f);
  task.cancel();
}

void several(asyncio::Task<int>& task, std::vector<asyncio::Task<int>>& tasks) {
  using asyncio::ReturnWhen;
  asyncio::gather(f(), task);                    // WARNS: gather
  asyncio::gather(tasks);                        // WARNS: gather
  asyncio::gather_results(f(), task);            // WARNS: gather_results
  asyncio::gather_results(tasks);                // WARNS: gather_results
  asyncio::gather(std::vector<asyncio::Coro<>>());  // WARNS: gather
  asyncio::gather_results(std::vector<asyncio::Coro<>>());  // WARNS: gather_results
  asyncio::Gather(asyncio::Gatherable(f(), 1));  // WARNS: Gather
  asyncio::shield(task);                         // WARNS: shield
  asyncio::shield(f());                          // WARNS: shield
  asyncio::shield(asyncio::sleep(1));            // WARNS: shield
  asyncio::finally(asyncio::sleep(1), f());      // WARNS: finally
  asyncio::wait(task, task);                     // WARNS: wait
  asyncio::wait(task, ReturnWhen::all_completed);  // WARNS: wait
  asyncio::wait(f(), asyncio::sleep(1), 1);      // WARNS: wait
  asyncio::wait(std::vector<asyncio::Coro<>>());  // WARNS: wait
  asyncio::wait(tasks);                          // WARNS: wait
  asyncio::wait(tasks, ReturnWhen::all_completed, 1);  // WARNS: wait
  asyncio::wait_ms(tasks, ReturnWhen::all_completed, 1);  // WARNS: wait_ms
  asyncio::wait_for(f(), 1);                     // WARNS: wait_for
  asyncio::wait_for(f(), std::chrono::seconds(1));  // WARNS: wait_for
  asyncio::wait_for_ms(f(), 1);                  // WARNS: wait_for_ms
  asyncio::wait_until(f(), 1);                   // WARNS: wait_until
  asyncio::as_completed(tasks);                  // WARNS: as_completed
  asyncio::as_completed(task, task);             // WARNS: as_completed
  auto completed = asyncio::as_completed(tasks);
  completed.next();                              // WARNS: AsCompleted::next
  asyncio::NamedTask("f", f());
  asyncio::NamedTask::cancel("f");               // WARNS: NamedTask::cancel
  asyncio::Cancellable(f(), 1);
  asyncio::Cancellable::cancel_all(1);           // WARNS: Cancellable::cancel_all
  asyncio::ELO elo(f());
  elo.wait();                                    // WARNS: ELO::wait
}

void waiting() {
  asyncio::Event event;
  event.wait();                                  // WARNS: Event::wait
  asyncio::GestureEvent gesture_event("gesture", true);
  gesture_event.wait();                          // WARNS: GestureEvent::wait
  asyncio::testing::Pin pin;
  asyncio::NEC_IR ir(pin, nullptr);
  ir.next();                                     // WARNS: NecReceiver::next
  asyncio::testing::TouchPad pad;
  asyncio::TouchPin touch_pin(pad, {.threshold = 5}, 20);
  touch_pin.run();                               // WARNS: TouchPin::run
  asyncio::testing::Wire wire;
  asyncio::SynComPins link_pins{wire, wire, wire, wire};
  asyncio::SynCom<8, 1> link(false, link_pins);
  link.run();                                    // WARNS: SynComBase::run
  link.await_obj();                              // WARNS: SynComBase::await_obj
  link.await_obj(1);                             // WARNS: SynComBase::await_obj
  link.ready();                                  // WARNS: SynComBase::ready
  link.drain();                                  // WARNS: SynComBase::drain
  asyncio::Encoder encoder(pin, pin);
  encoder.next();                                // WARNS: EncoderBase::next
  asyncio::testing::Matrix<2, 2> matrix;
  asyncio::Keyboard keyboard(matrix.rows, matrix.columns);
  keyboard.next();                               // WARNS: Keyboard::next
  asyncio::SwArray switches(matrix.rows, matrix.columns);
  switches.next();                               // WARNS: SwArray::next
  asyncio::testing::Adc adc;
  struct : asyncio::LcdNibbles {
    void send_nibble(bool, std::uint8_t) noexcept override {}
  } lcd_bus;
  asyncio::LCD<16, 2> lcd(lcd_bus);
  lcd.run();                                     // WARNS: LcdBase::run
  lcd.written();                                 // WARNS: LcdBase::written
  lcd.resync_every_ms(1);                        // WARNS: LcdBase::resync_every_ms
  asyncio::testing::I2CController controller;
  asyncio::I2C i2c(controller);
  std::uint8_t bytes[1] = {};
  i2c.writeto(1, bytes);                         // WARNS: I2C::writeto
  i2c.readfrom_into(1, bytes);                   // WARNS: I2C::readfrom_into
  i2c.writeto_then_readfrom(1, bytes, bytes);    // WARNS: I2C::writeto_then_readfrom
  i2c.readfrom_mem_into(1, 1, bytes);            // WARNS: I2C::readfrom_mem_into
  i2c.writeto_mem(1, 1, bytes);                  // WARNS: I2C::writeto_mem
  i2c.transact({});                              // WARNS: I2C::transact
  i2c.scan();                                    // WARNS: I2C::scan
  i2c.recover();                                 // WARNS: I2C::recover
  asyncio::testing::I2CTargetPort target(1);
  asyncio::Initiator<8> initiator(target, wire, wire);
  initiator.run();                               // WARNS: InitiatorEnd::run
  initiator.ready();                             // WARNS: Asi2cChannel::ready
  asyncio::Responder<8> responder(i2c, wire, wire);
  responder.run();                               // WARNS: ResponderEnd::run
  asyncio::HTU21D sensor(i2c);
  sensor.run();                                  // WARNS: HTU21D::run
  sensor.read();                                 // WARNS: HTU21D::read
  sensor.ready();                                // WARNS: HTU21D::ready
  sensor.next();                                 // WARNS: HTU21D::next
  asyncio::AADC aadc(adc);
  aadc(5);                                       // WARNS: AadcBase::operator
  asyncio::ValueEvent<int> value_event;
  value_event.wait();                            // WARNS: ValueEvent::wait
  asyncio::Barrier barrier(2);
  barrier.wait();                                // WARNS: Barrier::wait
  asyncio::Semaphore semaphore;
  semaphore.acquire();                           // WARNS: Semaphore::acquire
  asyncio::BoundedSemaphore bounded_semaphore;
  bounded_semaphore.acquire();                   // WARNS: Semaphore::acquire
  asyncio::Condition condition;
  condition.acquire();                           // WARNS: Condition::acquire
  condition.wait();                              // WARNS: Condition::wait
  condition.wait_for([] { return true; });       // WARNS: Condition::wait_for
  asyncio::Delay_ms delay(1);
  delay.wait();                                  // WARNS: DelayBase::wait
  asyncio::ThreadSafeFlag flag;
  flag.wait();                                   // WARNS: ThreadSafeFlag::wait
  asyncio::ThreadSafeEvent thread_safe_event;
  thread_safe_event.wait();                      // WARNS: ThreadSafeEvent::wait
  asyncio::WaitAny any(event, flag);
  any.wait();                                    // WARNS: WaitAny::wait
  asyncio::WaitAll all(event, flag);
  all.wait();                                    // WARNS: WaitAll::wait
}

void handing_over(std::span<char> buffer) {
  asyncio::Queue<int, 1> queue;
  queue.put(1);                                  // WARNS: QueueOf::put
  queue.get();                                   // WARNS: QueueOf::get
  queue.next();                                  // WARNS: QueueOf::next
  queue.join();                                  // WARNS: QueueBase::join
  asyncio::ThreadSafeQueue<int, 1> thread_safe_queue;
  thread_safe_queue.put(1);                      // WARNS: ThreadSafeQueue::put
  thread_safe_queue.get();                       // WARNS: ThreadSafeQueue::get
  thread_safe_queue.next();                      // WARNS: ThreadSafeQueue::next
  asyncio::Message<int> message;
  message.wait();                                // WARNS: Message::wait
  message.next();                                // WARNS: Message::next
  asyncio::RingIO<8> ring;
  ring.read(buffer);                             // WARNS: RingIOBase::read
  ring.read_exactly(buffer);                     // WARNS: RingIOBase::read_exactly
  ring.readline(buffer);                         // WARNS: RingIOBase::readline
  ring.write_all("text");                        // WARNS: RingIOBase::write_all
  asyncio::Context context;
  context.assign([] { return 1; });              // WARNS: Context::assign
  asyncio::to_thread([] { return 1; });          // WARNS: to_thread
}

struct GpsWire {
  asyncio::Coro<> awrite(std::string_view) { co_return; }
};

void power(asyncio::testing::WDT& watchdog, asyncio::StallNote& note) {
  asyncio::Supervisor supervisor(watchdog, note);
  supervisor.run();                              // WARNS: Supervisor::run
}

void drivers(asyncio::StreamReader& reader, asyncio::testing::Pin& pulse_pin) {
  GpsWire gps_wire;
  asyncio::AS_GPS<> gps;
  gps.data_received(asyncio::POSITION);          // WARNS: AsGpsBase::data_received
  gps.next_fix();                                // WARNS: AsGpsBase::next_fix
  gps.get_satellite_data();                      // WARNS: AsGpsBase::get_satellite_data
  gps.run(reader);                               // WARNS: AsGpsBase::run
  asyncio::GPS<> told;
  told.command(gps_wire, asyncio::pmtk::version);  // WARNS: RwGpsBase::command
  asyncio::GPS_Timer<asyncio::testing::Pin> timer(pulse_pin);
  timer.ready();                                 // WARNS: PulseTimer::ready
  timer.next_pulse();                            // WARNS: PulseTimer::next_pulse
  timer.calibrate();                             // WARNS: PulseTimer::calibrate
}

void schedules() {
  asyncio::LoopClock clock(0);
  asyncio::schedule(clock, asyncio::cron(), [] {});  // WARNS: schedule
  asyncio::Sequence sequence(clock, asyncio::cron());
  sequence.next();                               // WARNS: Sequence::next
}

void streaming(std::span<char> buffer) {
  asyncio::MemoryPair<8> pair;
  asyncio::BufferedReader<8> reader(pair.left);
  asyncio::Transfer transfer(buffer);
  reader.read();                                 // WARNS: StreamReader::read
  reader.readinto(buffer);                       // WARNS: StreamReader::readinto
  reader.readexactly(1);                         // WARNS: StreamReader::readexactly
  reader.readexactly(transfer);                  // WARNS: StreamReader::readexactly
  reader.readuntil(";");                         // WARNS: StreamReader::readuntil
  reader.readline();                             // WARNS: StreamReader::readline
  reader.next();                                 // WARNS: StreamReader::next
  reader.skip_until(";");                        // WARNS: StreamReader::skip_until
  reader.skip_line();                            // WARNS: StreamReader::skip_line
  reader.read_until_eof();                       // WARNS: StreamReader::read_until_eof
  reader.read_until_idle(5);                     // WARNS: StreamReader::read_until_idle
  reader.peek();                                 // WARNS: StreamReader::peek
  asyncio::BufferedWriter<8> writer(pair.left);
  writer.awrite("text");                         // WARNS: StreamWriter::awrite
  writer.writelines({});                         // WARNS: StreamWriter::writelines
  writer.drain();                                // WARNS: StreamWriter::drain
  writer.wait_closed();                          // WARNS: StreamWriter::wait_closed
  asyncio::testing::clog(writer);                // WARNS: testing::clog
  asyncio::testing::write_numbered(writer, 7, 1);  // WARNS: testing::write_numbered
}

void named(asyncio::DnsResolver& dns) {
  dns.resolve("example.org", 80);                // WARNS: DnsResolver::resolve
}

void encrypted(asyncio::StreamReader& reader, asyncio::StreamWriter& writer,
               asyncio::TlsContext& context, asyncio::TlsDevice& device) {
  asyncio::start_tls(reader, writer, context);   // WARNS: start_tls
  device.handshake(1'000);                       // WARNS: TlsDevice::handshake
}

asyncio::Coro<> handler(asyncio::StreamReader&, asyncio::StreamWriter&) { co_return; }

void connections(asyncio::Server& server, asyncio::Resolver& resolver,
                 asyncio::HostsResolver& hosts, asyncio::SystemResolver& system) {
  asyncio::open_connection("localhost", 80);     // WARNS: open_connection
  asyncio::open_unix_connection("@name");        // WARNS: open_unix_connection
  asyncio::start_server(handler, "", 80);        // WARNS: start_server
  asyncio::start_unix_server(handler, "@name");  // WARNS: start_unix_server
  server.serve_forever();                        // WARNS: Server::serve_forever
  server.wait_closed();                          // WARNS: Server::wait_closed
  resolver.resolve("localhost", 80);             // WARNS: Resolver::resolve
  hosts.resolve("localhost", 80);                // WARNS: HostsResolver::resolve
  system.resolve("localhost", 80);               // WARNS: SystemResolver::resolve
}

void datagrams(asyncio::DatagramSocket& socket, std::span<char> room) {
  asyncio::open_datagrams("localhost", 53);      // WARNS: open_datagrams
  asyncio::bind_datagrams("", 53);               // WARNS: bind_datagrams
  socket.receive_from(room);                     // WARNS: DatagramSocket::receive_from
  socket.send_to("text", {});                    // WARNS: DatagramSocket::send_to
  socket.send("text");                           // WARNS: DatagramSocket::send
}

void of_spi(asyncio::SPI& spi, const asyncio::SPIDevice& device) {
  spi.write(device, {});                         // WARNS: SPI::write
  spi.readinto(device, {});                      // WARNS: SPI::readinto
  spi.write_readinto(device, {}, {});            // WARNS: SPI::write_readinto
  spi.write_then_readinto(device, {}, {});       // WARNS: SPI::write_then_readinto
}

void of_the_system(asyncio::SerialPort& port, asyncio::Signals& signals,
                   asyncio::Process& process) {
  port.send_break(5);                            // WARNS: SerialPort::send_break
  signals.next();                                // WARNS: Signals::next
  asyncio::create_subprocess_exec({}, "true");   // WARNS: create_subprocess_exec
  asyncio::create_subprocess_shell({}, "true");  // WARNS: create_subprocess_shell
  process.wait();                                // WARNS: Process::wait
  process.communicate();                         // WARNS: Process::communicate
}

asyncio::Coro<> with_a_body() { co_return; }
asyncio::Coro<> with_a_group(asyncio::TaskGroup&) { co_return; }

asyncio::Coro<> entering() {
  asyncio::Lock lock;
  lock.acquire();                                // WARNS: Lock::acquire
  asyncio::with(lock);                           // WARNS: with
  asyncio::with(lock, with_a_body);              // WARNS: with
  asyncio::with(Resource(), with_a_body);        // WARNS: with
  asyncio::with(asyncio::TaskGroup(), with_a_group);  // WARNS: with
  asyncio::with(asyncio::Timeout(1), with_a_body);  // WARNS: with
  co_await asyncio::with(lock);                  // WARNS: keep it (clang)
  auto held = co_await asyncio::with(lock);
  co_await asyncio::with(lock, with_a_body);
}
