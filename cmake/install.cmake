# SPDX-License-Identifier: MIT
# install(): find_package(uasyncio) gives uasyncio::uasyncio.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/uasyncio)
set(_boards_dir ${CMAKE_INSTALL_INCLUDEDIR}/uasyncio-boards)

install(TARGETS uasyncio uasyncio_sim EXPORT uasyncioTargets
  OBJECTS DESTINATION ${CMAKE_INSTALL_LIBDIR}/uasyncio)
install(DIRECTORY include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY ports/unix ports/levels DESTINATION ${_boards_dir}/ports
  FILES_MATCHING PATTERN "*.hpp")
install(FILES boards/host.hpp DESTINATION ${_boards_dir}/boards OPTIONAL)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/board/board.hpp DESTINATION ${_boards_dir})
install(EXPORT uasyncioTargets NAMESPACE uasyncio:: DESTINATION ${_package_dir})

configure_package_config_file(cmake/uasyncioConfig.cmake.in uasyncioConfig.cmake
  INSTALL_DESTINATION ${_package_dir})
write_basic_package_version_file(uasyncioConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/uasyncioConfig.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/uasyncioConfigVersion.cmake
  DESTINATION ${_package_dir})

# pkg-config: what every part of a program must agree on comes along.
set(_pc_settings -DUASYNCIO_DIAGNOSTICS=${UASYNCIO_DIAGNOSTICS})
if(UASYNCIO_TRACE)
  string(APPEND _pc_settings " -DUASYNCIO_TRACE=1")
endif()
if(NOT UASYNCIO_EXCEPTIONS)
  string(APPEND _pc_settings " -fno-exceptions")
endif()
set(_pc_libraries -pthread)
if(UASYNCIO_TLS AND OPENSSL_FOUND)
  string(APPEND _pc_settings " -DUASYNCIO_TLS=1")
  string(APPEND _pc_libraries " -Wl,--as-needed -lssl -lcrypto")
endif()
if(UASYNCIO_DNS AND UASYNCIO_CARES_INCLUDE_DIR AND UASYNCIO_CARES_LIBRARY)
  string(APPEND _pc_settings " -DUASYNCIO_DNS=1")
  string(APPEND _pc_libraries " -Wl,--as-needed -lcares")
endif()
# Found from where the file is: `cmake --install --prefix` and packages move it.
file(RELATIVE_PATH _pc_prefix "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
configure_file(cmake/uasyncio.pc.in uasyncio.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/uasyncio.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
