// SPDX-License-Identifier: MIT
// A socket's bytes as lines.

/** Calls `take` for each line, and `news` after what came together. */
export function onLines(socket, take, news) {
  let rest = "";
  socket.on("data", (data) => {
    const lines = (rest + data).split("\n");
    rest = lines.pop();
    lines.forEach(take);
    news();
  });
}
