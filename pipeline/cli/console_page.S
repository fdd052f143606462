# The console page, embedded as it is.
    .section .rodata
    .global vocmap_console_page
    .global vocmap_console_page_end
vocmap_console_page:
    .incbin "dashboards/console/index.html"
vocmap_console_page_end:
    .section .note.GNU-stack,"",@progbits
